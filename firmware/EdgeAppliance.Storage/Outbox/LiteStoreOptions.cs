using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox;

/// <param name="Disk">The folder of the store's files.</param>
public sealed record LiteStoreOptions(IDisk Disk)
{
    /// <summary>The files' name without what comes behind the point.</summary>
    public string Name { get; init; } = "outbox";

    /// <summary>What readings and records may take together, in bytes.</summary>
    public long BytesMax { get; init; } = 1L << 30;

    /// <summary>The part of <see cref="BytesMax"/> that is kept for readings, which leave as soon as the pipelines have them.</summary>
    public double ReadingsShare { get; init; } = 0.25;

    public WhenFull WhenFull { get; init; } = WhenFull.DropOldest;

    /// <summary>Where the file system has less than this free, in bytes, or less than a quarter of its size if that is smaller, the store
    /// takes no more of it: it is full with what its file can hold already. 0 turns that off.</summary>
    public long FreeBytesMin { get; init; } = 64L << 20;

    /// <summary>Damaged stores kept in the folder <c>quarantine</c>; older ones are deleted.</summary>
    public int QuarantineMax { get; init; } = 3;

    /// <summary>What they may take together, in bytes. The newest one is kept until all that can be is saved from it.</summary>
    public long QuarantineBytesMax { get; init; } = 512L << 20;

    /// <summary>32 random bytes, or the UTF-8 of any secret text; everything stored from now on is encrypted where it is given.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Work that waits for the store's thread, in bytes; whoever adds more waits.</summary>
    public long QueueBytesMax { get; init; } = 16 << 20;

    /// <summary>How long what nobody waits for may wait to share a sync with what comes later: records that are no alarms, acknowledgements,
    /// and readings that say so. Every sync costs flash a block or two, of its own size.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>For <see cref="QuickCommit"/>: ten times what waking a thread and being woken by it takes on the slower boards.</summary>
    public static readonly TimeSpan WorthTheWay = TimeSpan.FromMilliseconds(0.5);

    /// <summary>Where a commit takes less than this of late, a pipeline or an uplink whose commit cannot linger makes it itself and waits for
    /// the disk; else the store's thread does, and nobody's thread stands still. Zero: always the store's thread.</summary>
    public TimeSpan QuickCommit { get; init; }

    /// <summary>How long nothing must have come before what is in the journal goes into LiteDB's files.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the store's thread looks for something to do when nothing comes.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(30);

    internal long ReadingsBytesMax => (long)(BytesMax * ReadingsShare);

    internal long RecordsBytesMax => BytesMax - ReadingsBytesMax;

    public StoreSizes Sizes { get; init; } = new();
}
