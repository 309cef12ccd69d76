namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Finds frames in a stream of bytes, and after a damaged one the next that is whole. Used by one thread; its counters are read by any.</summary>
internal sealed class FrameReader(FrameLayout layout)
{
    private readonly byte[] _buffer = new byte[layout.BytesMax];
    private readonly int _least = layout.Start.Length + FrameChecksums.Bytes(layout.Checksum) + layout.End.Length;
    private int _from;
    private int _to;
    private bool _isBehindLostBegin;
    private long _tooLong;
    private long _badChecksums;
    private long _skippedBytes;

    /// <summary>Frames longer than allowed.</summary>
    public long TooLong => Interlocked.Read(ref _tooLong);

    public long BadChecksums => Interlocked.Read(ref _badChecksums);

    /// <summary>Bytes that belong to no frame.</summary>
    public long SkippedBytes => Interlocked.Read(ref _skippedBytes);

    /// <summary>Where the next bytes go; <see cref="Commit"/> says how many came. Never empty once <see cref="TryTake"/> found no more frames.</summary>
    public Span<byte> Free
    {
        get
        {
            if (_from > 0)
            {
                _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
                _to -= _from;
                _from = 0;
            }
            return _buffer.AsSpan(_to);
        }
    }

    private Span<byte> Held => _buffer.AsSpan(_from, _to - _from);

    public void Commit(int bytes) => _to += bytes;

    /// <summary>The line was silent: where nothing else marks a frame's begin, that does.</summary>
    public void NotePause()
    {
        if (layout is { Bytes: > 0, Start.Length: 0 }) DropBegun();
    }

    /// <summary>The line is another one: what has begun is not ended any more.</summary>
    public void DropBegun()
    {
        Skip(_to - _from);
        _from = _to = 0;
        _isBehindLostBegin = false;
    }

    /// <param name="frame">Behind the start, before the end, without the checksum; where no end is configured, from its first byte on. Valid until the next call.</param>
    public bool TryTake(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        while (FindStart())
        {
            int bytes = FrameBytes();
            if (bytes == 0 && !TryDropTooLong()) return false;
            if (bytes == 0) continue;
            if (bytes < 0 || bytes > layout.BytesMax)
            {
                Interlocked.Increment(ref _tooLong);
                Skip(1);
                continue;
            }
            if (bytes > Held.Length) return false;
            var whole = Held[..bytes];
            if (_isBehindLostBegin || !IsGood(whole))
            {
                // An end is an end all the same; where there is none, the next frame may begin at any byte.
                Skip(layout.End.Length > 0 ? bytes : 1);
                _isBehindLostBegin = false;
                continue;
            }
            _from += bytes;
            frame = Content(whole);
            return true;
        }
        return false;
    }

    private bool FindStart()
    {
        if (layout.Start.Length == 0) return _to > _from;
        int at = Held.IndexOf(layout.Start);
        // Its first bytes may be the last that came.
        Skip(at >= 0 ? at : Math.Max(0, Held.Length - layout.Start.Length + 1));
        return at >= 0;
    }

    /// <returns>All of the frame's bytes; 0 where that is not known yet, negative where it cannot be.</returns>
    private int FrameBytes()
    {
        if (layout.Bytes > 0) return layout.Bytes;
        if (layout.Length is { } length)
        {
            if (length.BytesNeeded > Held.Length) return 0;
            double bytes = length.Read(Held) + layout.LengthAdds;
            return bytes >= Math.Max(_least, length.BytesNeeded) && bytes <= FrameLayout.BytesMaxMax ? (int)bytes : -1;
        }
        int end = Held[layout.Start.Length..].IndexOf(layout.End);
        return end < 0 ? 0 : layout.Start.Length + end + layout.End.Length;
    }

    /// <summary>Makes room where the buffer is full and the frame in it has no end.</summary>
    private bool TryDropTooLong()
    {
        if (Held.Length < layout.BytesMax) return false;
        if (!_isBehindLostBegin) Interlocked.Increment(ref _tooLong);
        // The rest of it is no frame either, unless a start says so. Its last bytes may be the end's first.
        _isBehindLostBegin = layout.Start.Length == 0;
        Skip(layout.Start.Length > 0 ? 1 : Held.Length - layout.End.Length + 1);
        return true;
    }

    private bool IsGood(ReadOnlySpan<byte> whole)
    {
        if (layout.Checksum == FrameChecksum.None) return true;
        int from = layout.End.Length > 0 ? layout.Start.Length : 0;
        from += layout.ChecksumFrom;
        var counted = whole[..^layout.End.Length];
        if (from <= counted.Length && FrameChecksums.Fits(layout.Checksum, counted[from..])) return true;
        Interlocked.Increment(ref _badChecksums);
        return false;
    }

    private ReadOnlySpan<byte> Content(ReadOnlySpan<byte> whole)
    {
        whole = whole[..^(layout.End.Length + FrameChecksums.Bytes(layout.Checksum))];
        return layout.End.Length > 0 ? whole[layout.Start.Length..] : whole;
    }

    private void Skip(int bytes)
    {
        _from += bytes;
        Interlocked.Add(ref _skippedBytes, bytes);
    }
}
