"""Pages across everything: home, regions, guide, saved offers."""
