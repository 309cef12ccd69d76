namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>Why bytes are no payload that is taken.</summary>
internal enum SparkplugError
{
    None,
    Malformed,
    TooLarge,
    TooManyMetrics,
    TooDeep,
    NameTooLong,
    NameInvalid,
    TextTooLong,
    DataSetTooLarge,

    /// <summary>Packed as some clients do on demand; the standard has no such thing.</summary>
    Compressed,
}
