namespace EdgeAppliance.Demo.Stages;

/// <summary>How long the acts take.</summary>
internal sealed record Script
{
    public static Script Full { get; } = new();

    /// <summary>For a machine that others use at the same time: no fault is caused on it.</summary>
    public static Script Smoke { get; } = new()
    {
        Rest = TimeSpan.FromSeconds(1),
        Outage = TimeSpan.FromSeconds(6),
        Trial = TimeSpan.FromSeconds(3),
        // Where others use the machine, a better model rightly sees more faults than the old one.
        AlarmRiseMax = 1,
        Harmful = "host-anomaly-gives-nan",
    };

    public TimeSpan Rest { get; private init; } = TimeSpan.FromSeconds(8);

    public TimeSpan Outage { get; private init; } = TimeSpan.FromSeconds(20);

    public TimeSpan Trial { get; private init; } = TimeSpan.FromSeconds(10);

    /// <summary>By how much a new model's share of windows above the limit may be larger.</summary>
    public double AlarmRiseMax { get; private init; } = 0.25;

    /// <summary>Whether a model is judged by its alarms, which only a calm machine allows.</summary>
    public bool NeedsCalm => AlarmRiseMax < 1;

    /// <summary>The model that passes its golden test and does harm.</summary>
    public string Harmful { get; private init; } = "host-anomaly-always-alarms";
}
