using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads where the numbers of a binary payload lie: <c>order</c>, <c>fields</c> and <c>time</c>.</summary>
internal static class PayloadLayoutReader
{
    private static readonly (string Name, BinaryFieldType Type)[] s_types =
    [
        ("u8", BinaryFieldType.UInt8), ("i8", BinaryFieldType.Int8), ("u16", BinaryFieldType.UInt16), ("i16", BinaryFieldType.Int16), ("u24", BinaryFieldType.UInt24),
        ("i24", BinaryFieldType.Int24), ("u32", BinaryFieldType.UInt32), ("i32", BinaryFieldType.Int32), ("u64", BinaryFieldType.UInt64), ("i64", BinaryFieldType.Int64),
        ("f16", BinaryFieldType.Float16), ("f32", BinaryFieldType.Float32), ("f64", BinaryFieldType.Float64),
    ];

    public static BinaryLayout? Read(ConfigSection section)
    {
        bool isLittleEndian = IsLittleEndian(section, standard: false);
        var channels = new List<KeyValuePair<string, BinaryField>>();
        foreach (var (name, field) in section.Sections("fields")) channels.Add(KeyValuePair.Create(name, Field(field, isLittleEndian)));
        var time = section.FindSection("time") is { } at ? Field(at, isLittleEndian) : null;
        section.RefuseUnknownKeys();
        if (channels.Count is > 0 and <= PayloadLimits.ChannelsCeiling) return new BinaryLayout([.. channels]) { Time = time };
        section.Errors.Add(section.Find("fields") ?? section.Node, $"a layout has 1 to {PayloadLimits.ChannelsCeiling} fields");
        return null;
    }

    private static bool IsLittleEndian(ConfigSection section, bool standard) => section.Choice("order", standard, ("big", false), ("little", true));

    private static BinaryField Field(ConfigSection section, bool isLittleEndian)
    {
        if (section.Find("at") is null) section.Errors.Add(section.Node.Line, section.Path("at"), "is missing");
        var field = new BinaryField(section.Integer("at", 0, 0, BinaryField.AtMax), section.Choice("type", BinaryFieldType.UInt8, s_types), IsLittleEndian(section, isLittleEndian))
        {
            Scale = section.Number("scale", 1, -1e300, 1e300),
            Offset = section.Number("offset", 0, -1e300, 1e300),
        };
        if (section.Find("type") is null) section.Errors.Add(section.Node.Line, section.Path("type"), "is missing");
        int width = 8 * field.Length, shift = section.Integer("shift", 0, 0, 63), bits = section.Integer("bits", 0, 0, 63);
        section.RefuseUnknownKeys();
        bool isFloat = field.Type is BinaryFieldType.Float16 or BinaryFieldType.Float32 or BinaryFieldType.Float64;
        if (bits > 0 ? isFloat || shift + bits > width : shift > 0)
            section.Errors.Add(section.Find("shift") ?? section.Find("bits")!, $"bits are taken from the {width} of a whole number, and shift goes with bits");
        return bits > 0 ? field with { Bits = (shift, bits) } : field;
    }
}
