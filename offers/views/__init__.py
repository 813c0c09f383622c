"""Pages about offers: public ones, and the desk's."""

from offers.views.public import offer_detail, offer_list, offer_report, report_done

__all__ = ["offer_detail", "offer_list", "offer_report", "report_done"]
