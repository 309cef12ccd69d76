using EdgeAppliance.Core.Tables;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What the first line of a CSV body says.</summary>
internal readonly ref struct CsvTable
{
    public const int Ignored = -1;
    public const int Time = -2;
    public const int Device = -3;

    /// <param name="at">Where the line begins in the body.</param>
    public CsvTable(ReadOnlySpan<byte> head, int at, int columnsMax)
    {
        Head = head.TrimEnd((byte)'\r');
        At = at;
        Separator = Head.Contains((byte)',') ? (byte)',' : Head.Contains((byte)';') ? (byte)';' : (byte)'\t';
        var columns = new Range[columnsMax];
        int count = Head.IsEmpty ? 0 : CsvFields.Split(Head, Separator, columns);
        Columns = columns.AsSpan(0, Math.Max(0, count));
        Roles = new int[Columns.Length];
    }

    public ReadOnlySpan<byte> Head { get; }

    public int At { get; }

    public byte Separator { get; }

    /// <summary>Where the names lie in <see cref="Head"/>; empty where it is none, or has too many.</summary>
    public ReadOnlySpan<Range> Columns { get; }

    /// <summary>A channel's index, or one of the constants; for each column.</summary>
    public Span<int> Roles { get; }
}
