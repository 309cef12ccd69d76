namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>To whom a version goes, and how far it has come: signed with the targets metadata, so that every device works out for itself what
/// it means, and nobody else can. An operator goes on by publishing it anew.</summary>
public sealed record Rollout(string Id)
{
    public RolloutState State { get; init; }

    /// <summary>Whom it is for; stages are shares of these.</summary>
    public DeviceGroup To { get; init; } = DeviceGroup.All;

    /// <summary>One at least; shares grow.</summary>
    public IReadOnlyList<RolloutStage> Stages { get; init; } = [new RolloutStage(RolloutStage.AllPpm)];

    /// <summary>The stage that it has reached, from 1.</summary>
    public int Stage { get; init; } = 1;

    /// <summary>Devices begin within one of these; at any time where there is none.</summary>
    public IReadOnlyList<MaintenanceWindow> Windows { get; init; } = [];

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>A stage's devices begin spread over so long, each at a moment of its own.</summary>
    public TimeSpan Spread { get; init; }

    /// <summary>At once: neither <see cref="Windows"/> nor <see cref="Spread"/> are waited for.</summary>
    public bool IsForced { get; init; }

    public RolloutStage Current => Stages[Stage - 1];

    public bool IsLastStage => Stage == Stages.Count;
}
