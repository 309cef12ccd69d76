using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary><c>/api/status</c>: what the appliance is, whether it does its work, and what is wrong.</summary>
internal sealed record StatusPage
{
    /// <summary>The device's id of the configuration.</summary>
    public required string Device { get; init; }

    public required string Version { get; init; }

    /// <summary>The kernel's boot id: records made before the clock was right carry it.</summary>
    public required string BootId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required double UptimeSeconds { get; init; }

    public required bool Ready { get; init; }

    /// <summary>Why it is not ready; empty where it is.</summary>
    public IReadOnlyList<string> NotReady { get; init; } = [];

    public required long ResidentBytes { get; init; }

    /// <summary>When the configuration that runs was read.</summary>
    public required DateTimeOffset ConfiguredAt { get; init; }

    public required ClockStatus Clock { get; init; }

    public required StoreStatus Store { get; init; }

    public IReadOnlyList<ListenerStatus> Listeners { get; init; } = [];

    public IReadOnlyList<PipelineStatus> Pipelines { get; init; } = [];

    public IReadOnlyList<UplinkStatus> Uplinks { get; init; } = [];

    /// <summary>Null where no hawkBit server says what this device is to have.</summary>
    public HawkbitStatus? Hawkbit { get; init; }

    public IReadOnlyList<HealthCondition> Conditions { get; init; } = [];
}
