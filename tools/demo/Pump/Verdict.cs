namespace EdgeAppliance.Demo.Pump;

/// <summary>What the appliance said of a row.</summary>
internal enum Verdict : byte
{
    /// <summary>Nothing: the row was learnt from, filled the first window, or is still to come.</summary>
    None,
    Healthy,
    Alarm,
}
