"""A photo or a film: files, what is to be seen and said, subtitles in each language."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from networks.forms.editor import Translated, text_of
from networks.forms.rows import Rows, formset, mark_languages
from networks.sheets import in_all
from portal.languages import CODES, LANGUAGES, SOURCE
from portal.pickers import CHOOSE
from portal.pictures import PictureField
from stories import captions, media
from stories.models import MediaKind, StoryMedia


class MediaForm(forms.ModelForm):
    """What belongs to a photo, or to a film; the fields of the other kind are left out."""

    use_required_attribute = False
    texts: tuple[str, ...] = ("alt", "transcript")
    picture_file = PictureField(required=False, help_text=_("PNG, JPEG oder WebP, höchstens 5 MB"))
    video_file = forms.FileField(
        label=StoryMedia._meta.get_field("video").verbose_name,
        required=False,
        help_text=_("MP4 oder WebM, höchstens 60 MB"),
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/webm"}),
    )

    class Meta:
        model = StoryMedia
        fields = ("external_url", *in_all("alt", "transcript"), "credit", "licence")
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in in_all("transcript")} | {
            "external_url": forms.URLInput(attrs={"dir": "ltr"}),
            **{name: forms.TextInput(attrs={"dir": "auto"}) for name in ("credit", "licence")},
        }
        help_texts = {"external_url": _("Wir fragen dort erst nach einem Klick an und nennen vorher, wo das Video liegt.")}

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        mark_languages(self)
        photo = kind == MediaKind.PHOTO
        self.fields["picture_file"].label = _("Foto") if photo else _("Standbild")
        self.texts = ("alt",) if photo else ("alt", "transcript")
        for name in ("video_file", "external_url", *in_all("transcript")) if photo else ():
            del self.fields[name]
        self.fields[f"alt_{SOURCE}"].required = photo
        self.fields[f"alt_{SOURCE}"].error_messages["required"] = _(
            "Bitte sagen Sie, was auf dem Bild zu sehen ist. Manche hören das Bild."
        )

    def clean_video_file(self) -> UploadedFile | None:
        sent = self.cleaned_data["video_file"]
        if sent:
            media.video_kind(sent)
        return sent or None

    def clean_external_url(self) -> str:
        url = self.cleaned_data["external_url"]
        if url and not url.startswith("https://"):
            raise ValidationError(_("Die Adresse muss mit https:// beginnen."))
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.texts:
            if not cleaned.get(f"{name}_{SOURCE}") and any(cleaned.get(f"{name}_{code}") for code in CODES):
                self.add_error(f"{name}_{SOURCE}", _("Bitte schreiben Sie den Text zuerst auf Deutsch."))
        if (
            self.kind == MediaKind.PHOTO
            and not self.instance.picture
            and not cleaned.get("picture_file")
            and "picture_file" not in self.errors
        ):
            self.add_error("picture_file", _("Bitte wählen Sie eine Datei."))
        film = cleaned.get("video_file") or self.instance.video or cleaned.get("external_url")
        if self.kind == MediaKind.VIDEO and not film and not {"video_file", "external_url"} & set(self.errors):
            self.add_error("video_file", _("Bitte wählen Sie eine Datei oder geben Sie eine Adresse an."))
        return cleaned

    def _post_clean(self) -> None:
        """The row is judged when it is written, with its files."""


class CaptionRow(forms.Form):
    """Subtitles in one language, as text or as a file."""

    use_required_attribute = False
    language = forms.ChoiceField(label=_("Sprache"), choices=[("", CHOOSE), *((one.code, one.name) for one in LANGUAGES)])
    text = forms.CharField(
        label=_("Untertitel"),
        required=False,
        max_length=captions.MOST_SIGNS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("oder eine Datei (VTT)"), required=False, widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            cleaned["text"] = captions.clean(self._sent(cleaned))
        except ValidationError as error:
            self.add_error("file" if cleaned.get("file") else "text", error)
        return cleaned

    def _sent(self, cleaned: dict[str, Any]) -> str:
        file = cleaned.get("file")
        if not file:
            return cleaned.get("text") or ""
        if file.size > captions.MOST_SIGNS * 4:
            raise ValidationError(_("Diese Untertitel sind zu lang."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(_("Diese Datei können wir nicht lesen. Bitte speichern Sie sie als UTF-8.")) from error
        if "\0" in text:
            raise ValidationError(_("Diese Datei können wir nicht lesen. Bitte speichern Sie sie als UTF-8."))
        return text


Captions = formset(CaptionRow, key=("language",))


class MediaEditor:
    """The form of a photo or film with its rows of subtitles."""

    def __init__(self, item: StoryMedia, data: QueryDict | None = None, files: MultiValueDict | None = None) -> None:
        self.form = MediaForm(data, files, instance=item, kind=item.kind)
        known = [{"language": row.language, "text": row.text} for row in item.captions.all()] if item.pk else []
        self.rows: Rows | None = Captions(data, files, prefix="captions", initial=known) if item.kind == MediaKind.VIDEO else None

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.rows is None or self.rows.is_valid()])

    def given(self) -> media.Given:
        cleaned = self.form.cleaned_data
        rows = self.rows.rows() if self.rows is not None else []
        return media.Given(
            columns={name: cleaned[name] for name in media.COLUMNS if name in cleaned},
            picture=cleaned.get("picture_file"),
            video=cleaned.get("video_file"),
            captions={row["language"]: row["text"] for row in rows},
        )

    def accuse(self, error: ValidationError) -> None:
        for name, words in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
            for one in words:
                self.form.add_error(name if name in self.form.fields else None, one)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Id of the field, its name, and what is wrong, for the summary."""
        found = []
        for form in (self.form, *(self.rows.forms if self.rows is not None else ())):
            for name, words in form.errors.items():
                bound = form[name] if name in form.fields else None
                found += [(bound.id_for_label if bound else "", str(bound.label) if bound else "", one) for one in words]
        for one in self.rows.non_form_errors() if self.rows is not None else ():
            found.append(("", "", one))
        return found

    def texts(self) -> list[Translated]:
        return [text_of(self.form, name) for name in self.form.texts]
