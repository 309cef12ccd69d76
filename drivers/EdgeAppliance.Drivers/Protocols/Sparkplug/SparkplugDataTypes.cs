namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>What follows from a metric's type.</summary>
internal static class SparkplugDataTypes
{
    /// <summary>Whether its values are numbers, flags as 0 and 1 and times as milliseconds among them.</summary>
    public static bool IsNumber(SparkplugDataType type) =>
        type is (>= SparkplugDataType.Int8 and <= SparkplugDataType.Boolean) or SparkplugDataType.DateTime;

    public static bool IsText(SparkplugDataType type) => type is SparkplugDataType.String or SparkplugDataType.Text or SparkplugDataType.Uuid;

    /// <summary>A number as it lies in a value field. Section 6.4.16 keeps negative whole numbers as two's complement in an unsigned field;
    /// some encoders fill up its upper bits and others do not.</summary>
    /// <returns>False where a value of the type does not lie in such a field.</returns>
    public static bool TryGetNumber(SparkplugDataType type, SparkplugValueKind kind, ulong bits, out double number)
    {
        number = kind switch
        {
            SparkplugValueKind.Float => BitConverter.UInt32BitsToSingle((uint)bits),
            SparkplugValueKind.Double => BitConverter.UInt64BitsToDouble(bits),
            SparkplugValueKind.Boolean => bits != 0 ? 1 : 0,
            SparkplugValueKind.Int or SparkplugValueKind.Long => Whole(type, bits),
            _ => double.NaN,
        };
        return IsNumber(type) && kind is >= SparkplugValueKind.Int and <= SparkplugValueKind.Boolean;
    }

    /// <summary>Whether a command's number is one of the type.</summary>
    public static bool Takes(SparkplugDataType type, double number)
    {
        if (type is SparkplugDataType.Float or SparkplugDataType.Double) return double.IsFinite(number);
        if (Math.Floor(number) != number) return false;
        var (least, most) = type switch
        {
            SparkplugDataType.Int8 => (sbyte.MinValue, (double)sbyte.MaxValue),
            SparkplugDataType.Int16 => (short.MinValue, short.MaxValue),
            SparkplugDataType.Int32 => (int.MinValue, int.MaxValue),
            SparkplugDataType.Int64 => (-9.2e18, 9.2e18),
            SparkplugDataType.UInt8 => (0, byte.MaxValue),
            SparkplugDataType.UInt16 => (0, ushort.MaxValue),
            SparkplugDataType.UInt32 => (0, uint.MaxValue),
            SparkplugDataType.UInt64 or SparkplugDataType.DateTime => (0, 1.8e19),
            SparkplugDataType.Boolean => (0, 1),
            _ => (1, 0),
        };
        return number >= least && number <= most;
    }

    private static double Whole(SparkplugDataType type, ulong bits) => type switch
    {
        SparkplugDataType.Int8 => (sbyte)bits,
        SparkplugDataType.Int16 => (short)bits,
        SparkplugDataType.Int32 => (int)bits,
        SparkplugDataType.Int64 => (long)bits,
        SparkplugDataType.UInt8 => (byte)bits,
        SparkplugDataType.UInt16 => (ushort)bits,
        SparkplugDataType.UInt32 => (uint)bits,
        _ => bits,
    };
}
