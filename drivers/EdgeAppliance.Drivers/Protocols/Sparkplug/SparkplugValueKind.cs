namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>Which field holds a metric's value: the numbers of the protocol file's <c>Metric</c>.</summary>
internal enum SparkplugValueKind
{
    None = 0,
    Int = 10,
    Long = 11,
    Float = 12,
    Double = 13,
    Boolean = 14,
    Text = 15,
    Bytes = 16,
    DataSet = 17,
    Template = 18,
    Extension = 19,
}
