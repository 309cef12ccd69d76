using System.IO.Enumeration;

namespace EdgeAppliance.Core.Behaviour;

/// <summary>How the devices of a group are judged. A kind without a rule is not.</summary>
/// <param name="Name">The group's, in the configuration.</param>
public sealed record BehaviourRules(string Name)
{
    /// <summary>Names of sources; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Names of devices, with <c>*</c> for any characters; empty for all.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Limits in readings a second.</summary>
    public BehaviourRule? Rate { get; init; }

    /// <summary>Over what the rate is counted.</summary>
    public TimeSpan RateOver { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Limits in bytes.</summary>
    public BehaviourRule? Size { get; init; }

    public BehaviourRule? Range { get; init; }

    /// <summary>Limits of channels where they are not learnt.</summary>
    public IReadOnlyDictionary<string, (double Low, double High)> Ranges { get; init; } = new Dictionary<string, (double, double)>();

    /// <summary>At most so many seconds.</summary>
    public BehaviourRule? Silence { get; init; }

    public BehaviourRule? Sequence { get; init; }

    /// <summary>The channel that counts by one each reading.</summary>
    public string SequenceChannel { get; init; } = "";

    /// <summary>The number at which it begins at 0 again; 0 for never.</summary>
    public double SequenceWrap { get; init; }

    /// <summary>How long a device is looked at before it is judged by what it did.</summary>
    public TimeSpan LearnFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>By what part of it the limits are wider than what was seen.</summary>
    public double Margin { get; init; } = 0.5;

    /// <summary>What a throttled device may send a second.</summary>
    public double ThrottleTo { get; init; } = 1;

    /// <summary>Null where only an operator ends a quarantine.</summary>
    public TimeSpan? QuarantineFor { get; init; } = TimeSpan.FromHours(1);

    public bool Learns => Rate is { IsLearnt: true } || Size is { IsLearnt: true } || Range is { IsLearnt: true } || Silence is { IsLearnt: true };

    public BehaviourRule? Of(BehaviourKind kind) => kind switch
    {
        BehaviourKind.Rate => Rate,
        BehaviourKind.Size => Size,
        BehaviourKind.Range => Range,
        BehaviourKind.Silence => Silence,
        _ => Sequence,
    };

    public bool Covers(string source, string device)
    {
        if (Sources.Count > 0 && !Sources.Contains(source)) return false;
        if (Devices.Count == 0) return true;
        foreach (string pattern in Devices)
            if (FileSystemName.MatchesSimpleExpression(pattern, device, ignoreCase: false)) return true;
        return false;
    }
}
