"""Addresses of profiles and messages."""

from django.urls import path

from guomen.laboratory.messages.web import pages, profiles

urlpatterns = [
    path("laboratory/messages", pages.message_list, name="laboratory-messages"),
    path("laboratory/messages/<int:number>", pages.one_message, name="laboratory-message"),
    path("laboratory/messages/<int:number>/file", pages.message_file, name="laboratory-message-file"),
    path("laboratory/profiles", profiles.profile_list, name="laboratory-profiles"),
    path("laboratory/profiles/new", profiles.new_profile, name="laboratory-profile-new"),
    path("laboratory/profiles/<int:number>", profiles.one_profile, name="laboratory-profile"),
]
