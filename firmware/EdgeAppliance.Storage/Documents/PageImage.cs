namespace EdgeAppliance.Storage.Documents;

/// <summary>The pages of a store that may be damaged: its data file, with what whole frames of the log hold laid over it. Reads only.</summary>
internal sealed class PageImage : IDisposable
{
    private readonly IDiskFile? _data;
    private readonly IDiskFile? _log;
    private readonly Dictionary<uint, long> _newer = [];
    private readonly byte[] _frame = new byte[LogFrame.Bytes];

    /// <exception cref="IOException">The disk failed.</exception>
    public PageImage(IDisk disk, string dataFile, string logFile)
    {
        if (disk.Exists(dataFile)) _data = disk.Open(dataFile);
        if (disk.Exists(logFile)) _log = disk.Open(logFile);
        if (_log is not null) ReadLog(_log);
        Pages = (_data?.Length ?? 0) / LitePage.Bytes;
        foreach (uint page in _newer.Keys) Pages = Math.Max(Pages, page + 1);
        IsWhole &= _data is { Length: > 0 } && _data.Length % LitePage.Bytes == 0;
    }

    public long Pages { get; }

    /// <summary>False where a file, or something in the log, is known to be missing.</summary>
    public bool IsWhole { get; private set; }

    /// <returns>False where there is no such page.</returns>
    public bool TryRead(long page, Span<byte> target)
    {
        if (page < 0 || page >= Pages) return false;
        if (!_newer.TryGetValue((uint)page, out long frame)) return _data?.Read(page * LitePage.Bytes, target) == LitePage.Bytes;
        return _log!.Read(LogFrame.Offset(frame) + LogFrame.HeaderBytes, target) == LitePage.Bytes;
    }

    public void Dispose()
    {
        _data?.Dispose();
        _log?.Dispose();
    }

    private void ReadLog(IDiskFile log)
    {
        uint generation = LogFrame.ReadGeneration(log);
        IsWhole = generation > 0;
        if (generation == 0) generation = NewestGeneration(log);
        var confirmed = new HashSet<uint>();
        foreach (long index in Frames(log, generation))
            if (LitePage.IsConfirmed(Page)) confirmed.Add(LitePage.Transaction(Page));
        long next = 0;
        foreach (long index in Frames(log, generation))
        {
            // A hole before a whole frame may also be the torn end of what nobody was told is stored, but who knows.
            IsWhole &= index == next;
            next = index + 1;
            if (confirmed.Contains(LitePage.Transaction(Page))) _newer[LitePage.Number(Page)] = index;
        }
    }

    private ReadOnlySpan<byte> Page => _frame.AsSpan(LogFrame.HeaderBytes);

    private uint NewestGeneration(IDiskFile log)
    {
        uint newest = 0;
        for (long i = 0; LogFrame.Offset(i + 1) <= log.Length; i++)
        {
            log.Read(LogFrame.Offset(i), _frame);
            uint generation = LogFrame.GenerationOf(_frame);
            if (generation > newest && LogFrame.IsWhole(_frame, generation, i)) newest = generation;
        }
        return newest;
    }

    private IEnumerable<long> Frames(IDiskFile log, uint generation)
    {
        for (long i = 0; LogFrame.Offset(i + 1) <= log.Length; i++)
        {
            log.Read(LogFrame.Offset(i), _frame);
            if (LogFrame.IsWhole(_frame, generation, i)) yield return i;
        }
    }
}
