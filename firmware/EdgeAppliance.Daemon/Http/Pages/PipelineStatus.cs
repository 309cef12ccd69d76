using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>All counts are since the daemon's start.</summary>
internal sealed record PipelineStatus
{
    public required string Name { get; init; }

    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>Readings processed.</summary>
    public required long Readings { get; init; }

    /// <summary>Records made of them, alarms among them.</summary>
    public required long Records { get; init; }

    public long Alarms { get; init; }

    /// <summary>Readings that were not processed, as those of devices over the limit.</summary>
    public long Refused { get; init; }

    /// <summary>Readings of sources with <c>"durable": false</c> that came while the pipeline could not take them: it had not caught up, stood still, or too many waited.</summary>
    public long Lost { get; init; }

    /// <summary>Readings left out because their stream's privacy budget was spent, and groups because too few devices stood behind them.</summary>
    public long Withheld { get; init; }

    /// <summary>Pictures decoded since it last started.</summary>
    public long Pictures { get; init; }

    /// <summary>Pictures left out since then, as they could not be decoded or must not be seen.</summary>
    public long PicturesRefused { get; init; }

    /// <summary>Values that an align step left out since then, because they came too late.</summary>
    public long LateValues { get; init; }

    /// <summary>Position behind the last reading whose records are stored.</summary>
    public required long Cursor { get; init; }

    /// <summary>Stored positions that the cursor has yet to pass.</summary>
    public required long Lag { get; init; }

    /// <summary>Why it stands still; null where it runs.</summary>
    public HealthCondition? Condition { get; init; }
}
