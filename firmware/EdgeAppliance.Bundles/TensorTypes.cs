namespace EdgeAppliance.Bundles;

/// <summary>How the manifest spells element types, and their sizes.</summary>
public static class TensorTypes
{
    private static readonly string[] Names = ["float32", "float64", "int8", "uint8", "int32", "int64"];

    public static string AllNames { get; } = string.Join(", ", Names);

    public static string NameOf(TensorType type) => Names[(int)type];

    public static int BytesOf(TensorType type) => type switch
    {
        TensorType.Int8 or TensorType.UInt8 => 1,
        TensorType.Float32 or TensorType.Int32 => 4,
        _ => 8,
    };

    public static bool TryParse(string name, out TensorType type)
    {
        int at = Array.IndexOf(Names, name);
        type = (TensorType)Math.Max(at, 0);
        return at >= 0;
    }
}
