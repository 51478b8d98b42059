"""Pages: units and people, their verbs, and the import of tables."""

from __future__ import annotations

from django.urls import path

from . import importing, kin, people, tree, verbs

urlpatterns = [
    path("don-vi/", tree.tree, name="units"),
    path("don-vi/don-vi.xlsx", importing.export, {"form": "xlsx"}, name="units_xlsx"),
    path("don-vi/don-vi.csv", importing.export, {"form": "csv"}, name="units_csv"),
    path("don-vi/thanh-lap/", verbs.open_unit, name="units_open"),
    path("don-vi/sap-nhap/", verbs.merge, name="units_merge"),
    path("don-vi/nhap/", importing.start, name="units_import"),
    path("don-vi/nhap/mau-don-vi.xlsx", importing.sample, {"what": "units"}, name="units_import_units"),
    path("don-vi/nhap/mau-nhan-su.xlsx", importing.sample, {"what": "people"}, name="units_import_people"),
    path("don-vi/nhap/<uuid:preview_id>/", importing.preview, name="units_import_preview"),
    path("don-vi/nhap/<uuid:preview_id>/hang-loi.xlsx", importing.wrong_rows, name="units_import_faults"),
    path("don-vi/<uuid:unit_id>/", tree.one, name="units_one"),
    path("don-vi/<uuid:unit_id>/doi-ten/", verbs.rename, name="units_rename"),
    path("don-vi/<uuid:unit_id>/ket-thuc/", verbs.close, name="units_close"),
    path("nhan-su/ghi-ten/", people.register, name="units_person_register"),
    path("nhan-su/<uuid:person_id>/", people.one, name="units_person"),
    path("nhan-su/<uuid:person_id>/chuc-danh/", people.give_mandate, name="units_mandate_give"),
    path(
        "nhan-su/<uuid:person_id>/chuc-danh/<uuid:mandate_id>/thoi/",
        people.end_mandate,
        name="units_mandate_end",
    ),
    path("nhan-su/<uuid:person_id>/than-thich/", kin.record, name="units_kin_record"),
    path("nhan-su/<uuid:person_id>/than-thich/<uuid:kinship_id>/thoi/", kin.end, name="units_kin_end"),
    path("tai-khoan/than-thich/", kin.mine, name="kin"),
    path("nhan-su/<uuid:person_id>/tai-khoan/", people.open_account, name="units_account_open"),
    path("nhan-su/<uuid:person_id>/cap-lai-mat-khau/", people.reset_password, name="units_account_reset"),
    path("nhan-su/<uuid:person_id>/bo-lop-hai/", people.remove_factors, name="units_account_factors"),
    path("nhan-su/<uuid:person_id>/dong-tai-khoan/", people.close_account, name="units_account_close"),
]
