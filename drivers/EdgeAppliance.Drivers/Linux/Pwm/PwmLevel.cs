namespace EdgeAppliance.Drivers.Linux.Pwm;

/// <summary>What an output was commanded last. Guarded by its source's lock.</summary>
internal sealed class PwmLevel
{
    /// <summary>0 to 1.</summary>
    public double Duty { get; set; }
}
