"""Success stories with steps, media and consent; award calls."""

from stories.models.awards import AwardApplication, AwardCall, AwardCategory, JuryNote
from stories.models.choices import Channel, EndReason, Industry, MediaKind, State
from stories.models.consent import Consent
from stories.models.media import StoryCaption, StoryMedia
from stories.models.story import Story, StorySource, StoryStep

__all__ = [
    "AwardApplication",
    "AwardCall",
    "AwardCategory",
    "Channel",
    "Consent",
    "EndReason",
    "Industry",
    "JuryNote",
    "MediaKind",
    "State",
    "Story",
    "StoryCaption",
    "StoryMedia",
    "StorySource",
    "StoryStep",
]
