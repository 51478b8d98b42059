"""Dossiers (hồ sơ): one number series without gaps, one timeline, whatever the duty.

A domain opens its dossier with :func:`steps.open_case` inside its own action.
"""
