using System.Buffers.Text;

namespace EdgeAppliance.Core.Tables;

public static class NumberField
{
    /// <param name="value">NaN where the field is empty or says <c>nan</c>: the value is missing.</param>
    /// <returns>False where it is anything but a finite number or missing.</returns>
    public static bool TryParse(ReadOnlySpan<byte> field, out double value)
    {
        value = double.NaN;
        if (field.IsEmpty || System.Text.Ascii.EqualsIgnoreCase(field, "nan"u8)) return true;
        return Utf8Parser.TryParse(field, out value, out int read) && read == field.Length && double.IsFinite(value);
    }
}
