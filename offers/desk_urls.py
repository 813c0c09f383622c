"""Addresses of offers at the desk."""

from django.urls import path

from offers.views import desk, editor, history, review

app_name = "offers_desk"
urlpatterns = [
    path("", desk.offer_desk, name="list"),
    path("new/", editor.offer_new, name="new"),
    path("preview/", editor.offer_preview, name="preview_new"),
    path("similar/", editor.offer_similar, name="similar"),
    path("bulk/", desk.offer_bulk, name="bulk"),
    path("<slug:slug>/edit/", editor.offer_edit, name="edit"),
    path("<slug:slug>/preview/", editor.offer_preview, name="preview"),
    path("<slug:slug>/review/", review.offer_review, name="review"),
    path("<slug:slug>/history/", history.offer_history, name="history"),
    path("<slug:slug>/history/<int:event>/restore/", history.offer_restore_version, name="restore_version"),
    path("<slug:slug>/archive/", review.offer_archive, name="archive"),
    path("<slug:slug>/restore/", review.offer_restore, name="restore"),
]
