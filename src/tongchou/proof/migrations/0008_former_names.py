"""An employer's former names stand in its row, and are summed with it."""

from django.db import migrations

from tongchou.storage.proven import SUMS, Proven, Summed

EMPLOYERS = Summed("registry_employer", Proven(key=("credit_code",)),
    columns=("credit_code", "name", "division_code", "registered_on", "former_names"))
ANEW = (
    EMPLOYERS.create_function(),
    f"DELETE FROM {SUMS.table} WHERE name = '{EMPLOYERS.table}'",
    f"DELETE FROM {SUMS.table}_delta WHERE name = '{EMPLOYERS.table}'",
    EMPLOYERS.fill(),
)


class Migration(migrations.Migration):
    """Sum employers anew."""

    dependencies = [("proof", "0007_known_gaps"), ("registry", "0005_search_keys")]

    operations = [migrations.RunSQL(";\n".join(ANEW), migrations.RunSQL.noop)]
