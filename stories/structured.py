"""schema.org data about stories, for search engines. Made-up examples have none."""

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.languages import SOURCE
from portal.structured import as_data_block
from portal.templatetags.portal import plain_text
from stories.models import Story


def story_data(story: Story, languages: tuple[str, ...], picture: str) -> SafeString | str:
    """Return what the page shows to everybody; of the person only the name as she wishes it."""
    if story.is_example:
        return ""
    code = get_language() or SOURCE
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": plain_text(story, "title"),
        "description": plain_text(story, "summary"),
        "url": f"{settings.SITE_URL}{story.get_absolute_url()}",
        "inLanguage": code if code in languages else SOURCE,
    }
    if story.published_at:
        data["datePublished"] = story.published_at.date().isoformat()
    if picture:
        data["image"] = f"{settings.SITE_URL}{picture}"
    about = []
    if story.person_name:
        about.append({"@type": "Person", "name": story.person_name})
    if story.firm_name:
        about.append({"@type": "Organization", "name": story.firm_name} | ({"url": story.website} if story.website else {}))
    data["about"] = about
    return as_data_block(data)
