using EdgeAppliance.Core.Tables;

namespace EdgeAppliance.Drivers.Replay;

/// <summary>A source of type <c>replay</c>.</summary>
public sealed record ReplayOptions
{
    public const int ColumnsMax = 1024;
    public const int ChannelsMax = 256;
    public const int LineBytesMax = 64 * 1024;

    public required string Name { get; init; }

    /// <summary>A CSV file with a header.</summary>
    public required string File { get; init; }

    public string TimeColumn { get; init; } = "time";

    public TableTimeUnit TimeUnit { get; init; } = TableTimeUnit.Auto;

    /// <summary>One ASCII character.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Columns that are channels, in this order; empty: all that hold numbers in the first row.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Columns that are no channels, such as labels.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Times real speed; 0: as fast as the store takes the readings.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Begins again at the end, with times that go on where those of the round before ended.</summary>
    public bool Loop { get; init; }

    /// <summary>Moves all times so that the first reading is now. Else they are the file's own.</summary>
    public bool TimesFromNow { get; init; }

    /// <summary>Passes over readings up to and with this time: the newest that is stored already, after a restart.</summary>
    public DateTimeOffset? StartAfter { get; init; }
}
