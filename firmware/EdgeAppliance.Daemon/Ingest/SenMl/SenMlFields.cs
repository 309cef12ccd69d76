namespace EdgeAppliance.Daemon.Ingest.SenMl;

/// <summary>One record as it stands in a pack, before its base values are added. A decoder fills it, one record after another.</summary>
internal sealed class SenMlFields
{
    public string? BaseName { get; set; }

    public double? BaseTime { get; set; }

    public string? BaseUnit { get; set; }

    public double? BaseValue { get; set; }

    public double? BaseSum { get; set; }

    public double? BaseVersion { get; set; }

    public string? Name { get; set; }

    public string? Unit { get; set; }

    public double? Value { get; set; }

    public string? Text { get; set; }

    public bool? Flag { get; set; }

    public byte[]? Data { get; set; }

    public double? Sum { get; set; }

    public double? Time { get; set; }

    public double? Update { get; set; }

    public void Clear()
    {
        BaseName = BaseUnit = Name = Unit = Text = null;
        BaseTime = BaseValue = BaseSum = BaseVersion = Value = Sum = Time = Update = null;
        Flag = null;
        Data = null;
    }
}
