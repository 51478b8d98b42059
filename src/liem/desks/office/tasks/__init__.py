"""Pages: today, tasks, one task and its verbs, the tree of a directive, the work of a unit."""

from __future__ import annotations

from django.urls import path

from . import acts, calendar, cascade, listing, one, today, tree, unit_work

urlpatterns = [
    path("", today.today, name="today"),
    path("nhiem-vu/", listing.listing, name="tasks"),
    path("nhiem-vu/nhiem-vu.xlsx", listing.xlsx, name="tasks_xlsx"),
    path("nhiem-vu/nhiem-vu.csv", listing.csv, name="tasks_csv"),
    path("nhiem-vu/lich.ics", calendar.feed, name="tasks_calendar"),
    path("nhiem-vu/don-doc/", listing.urge_chosen, name="tasks_urge"),
    path("nhiem-vu/don-doc/ket-qua/", listing.urged, name="tasks_urged"),
    path("nhiem-vu/<uuid:task_id>/", one.one, name="tasks_one"),
    path("nhiem-vu/<uuid:task_id>/nhan-viec/", acts.acknowledge, name="tasks_acknowledge"),
    path("nhiem-vu/<uuid:task_id>/tien-do/", acts.report_progress, name="tasks_progress"),
    path("nhiem-vu/<uuid:task_id>/hoan-thanh/", acts.finish, name="tasks_finish"),
    path("nhiem-vu/<uuid:task_id>/xin-gia-han/", acts.request_extension, name="tasks_extension"),
    path("nhiem-vu/<uuid:task_id>/tra-loi-gia-han/", acts.decide_extension, name="tasks_decide"),
    path("nhiem-vu/<uuid:task_id>/nghiem-thu/", acts.accept, name="tasks_accept"),
    path("nhiem-vu/<uuid:task_id>/tra-lai/", acts.return_task, name="tasks_return"),
    path("nhiem-vu/<uuid:task_id>/don-doc/", acts.urge, name="tasks_urge_one"),
    path("nhiem-vu/<uuid:task_id>/thoi-giao/", acts.withdraw, name="tasks_withdraw"),
    path("nhiem-vu/<uuid:task_id>/giao-xuong/", cascade.cascade, name="tasks_cascade"),
    path("nhiem-vu/<uuid:task_id>/thu-lai/", acts.take_back, name="tasks_take_back"),
    path("nhiem-vu/<uuid:task_id>/tep/<uuid:report_id>/", one.report_file, name="tasks_file"),
    path("van-ban/<uuid:directive_id>/cay/", tree.tree, name="tree"),
    path("van-ban/<uuid:directive_id>/cay/don-doc/", tree.urge_late, name="tree_urge"),
    path("van-ban/<uuid:directive_id>/cay/cay.xlsx", tree.tree_xlsx, name="tree_xlsx"),
    path("don-vi/<uuid:unit_id>/viec/", unit_work.unit_work, name="unit_work"),
]
