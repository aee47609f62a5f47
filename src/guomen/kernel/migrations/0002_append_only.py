from django.db import migrations

FORBID = """
CREATE FUNCTION kernel_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING HINT = 'write a new entry that corrects the old one';
END $$;
CREATE TRIGGER kernel_entry_append_only BEFORE UPDATE OR DELETE ON kernel_entry
    FOR EACH ROW EXECUTE FUNCTION kernel_append_only();
CREATE TRIGGER kernel_seal_append_only BEFORE UPDATE OR DELETE ON kernel_seal
    FOR EACH ROW EXECUTE FUNCTION kernel_append_only();
"""
ALLOW = """
DROP TRIGGER kernel_entry_append_only ON kernel_entry;
DROP TRIGGER kernel_seal_append_only ON kernel_seal;
DROP FUNCTION kernel_append_only();
"""


class Migration(migrations.Migration):
    """The database itself refuses to change or delete what the ledger holds."""

    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
