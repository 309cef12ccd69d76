namespace EdgeAppliance.Storage.Documents;

/// <summary>LiteDB's write-ahead log, made safe: every page lies in a checked frame (<see cref="LogFrame"/>) that names its
/// generation and place, in a file that is used again and again. LiteDB's own flushes do nothing; <see cref="SyncTo"/> decides.</summary>
/// <remarks>LiteDB's writer thread writes; the store's thread syncs, recovers and resets; both read. LiteDB holds a lock on this
/// object wherever it uses <see cref="Position"/>.</remarks>
internal sealed class FramedLogStream : Stream
{
    private const long FileBytesMax = 32L << 20;

    private readonly IDiskFile _file;
    private readonly PageDataStream _data;
    private readonly byte[] _frame = new byte[LogFrame.Bytes];
    private readonly object _progress = new();

    // Guarded by _progress.
    private long _written;
    private long _synced;
    private Exception? _failure;

    public FramedLogStream(IDiskFile file, PageDataStream data)
    {
        _file = file;
        _data = data;
        data.Log = this;
        Generation = LogFrame.ReadGeneration(file);
        if (Generation == 0 && file.Length > LogFrame.FirstOffset) throw new StoreDamagedException("The log has frames but no generation.");
    }

    /// <summary>0 until <see cref="StartGeneration"/> was called for the first time in the file's life.</summary>
    public uint Generation { get; private set; }

    public long Frames
    {
        get { lock (_progress) return _written; }
    }

    public long FileBytes => _file.Length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => Frames * LitePage.Bytes;

    public override long Position { get; set; }

    /// <summary>Writes the pages of every whole committed transaction into the data file, then starts a new generation, so that
    /// LiteDB opens a data file that needs no log.</summary>
    /// <returns>The pages written.</returns>
    public long Recover()
    {
        if (Generation == 0) return 0;
        var confirmed = ConfirmedTransactions(out long frames);
        long redone = 0;
        for (long i = 0; i < frames; i++)
        {
            ReadFrame(i);
            var page = _frame.AsSpan(LogFrame.HeaderBytes);
            if (!confirmed.Contains(LitePage.Transaction(page))) continue;
            LitePage.ToData(page);
            _data.WritePage(LitePage.Number(page) * (long)LitePage.Bytes, page);
            redone++;
        }
        // Also where nothing was redone: frames behind a torn one must not become valid when the place before them is written.
        StartGeneration();
        return redone;
    }

    /// <summary>Makes the data file durable and every frame so far void.</summary>
    public void StartGeneration()
    {
        _data.Flush();
        Span<byte> block = stackalloc byte[LogFrame.GenerationBytes];
        LogFrame.SealGeneration(block, Generation + 1);
        _file.Write((Generation + 1) % 2 * LogFrame.GenerationSpacing, block);
        _file.Sync();
        lock (_progress)
        {
            Generation++;
            _written = _synced = 0;
        }
        if (_file.Length > FileBytesMax) _file.SetLength(FileBytesMax);
    }

    /// <summary>Waits until LiteDB's thread has written so much of the log, then syncs it.</summary>
    /// <exception cref="IOException">Writing or syncing failed.</exception>
    public void SyncTo(long length, TimeSpan patience)
    {
        lock (_progress)
        {
            while (_written * LitePage.Bytes < length && _failure is null)
                if (!Monitor.Wait(_progress, patience)) throw new IOException("LiteDB's writer made no progress.");
        }
        Sync();
    }

    public void Sync()
    {
        long written;
        lock (_progress)
        {
            ThrowIfFailed_NeedsLock();
            if (_synced == _written) return;
            written = _written;
        }
        try
        {
            _file.Sync();
        }
        catch (Exception e)
        {
            // The kernel may drop pages that it could not write and call the next sync a success: never sync this handle again.
            Fail(e);
            throw;
        }
        lock (_progress) _synced = written;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (Position >= Length) return 0;
        if (count != LitePage.Bytes || Position % LitePage.Bytes != 0) throw new IOException("The log is read by whole pages only.");
        int read = _file.Read(LogFrame.Offset(Position / LitePage.Bytes) + LogFrame.HeaderBytes, buffer.AsSpan(offset, count));
        if (read != count) throw new StoreDamagedException("A frame of the log ends early.");
        Position += read;
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        long index = Frames;
        if (count != LitePage.Bytes || Position != index * LitePage.Bytes) throw new IOException("The log is written page by page at its end only.");
        buffer.AsSpan(offset, count).CopyTo(_frame.AsSpan(LogFrame.HeaderBytes));
        LogFrame.Seal(_frame, Generation, index);
        try
        {
            lock (_progress) ThrowIfFailed_NeedsLock();
            _file.Write(LogFrame.Offset(index), _frame);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
        Position += count;
        lock (_progress)
        {
            _written++;
            Monitor.PulseAll(_progress);
        }
    }

    /// <summary>LiteDB sets 0 after a checkpoint, and nothing else.</summary>
    public override void SetLength(long value)
    {
        if (value == Length) return;
        if (value != 0) throw new IOException("The log is reset as a whole only.");
        StartGeneration();
        Position = 0;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private HashSet<uint> ConfirmedTransactions(out long frames)
    {
        var confirmed = new HashSet<uint>();
        long length = _file.Length;
        for (frames = 0; LogFrame.Offset(frames + 1) <= length; frames++)
        {
            ReadFrame(frames);
            if (!LogFrame.IsWhole(_frame, Generation, frames)) break;
            var page = _frame.AsSpan(LogFrame.HeaderBytes);
            if (LitePage.IsConfirmed(page)) confirmed.Add(LitePage.Transaction(page));
        }
        return confirmed;
    }

    private void ReadFrame(long index)
    {
        if (_file.Read(LogFrame.Offset(index), _frame) != _frame.Length) throw new StoreDamagedException("A frame of the log ends early.");
    }

    private void Fail(Exception e)
    {
        lock (_progress)
        {
            _failure ??= e;
            Monitor.PulseAll(_progress);
        }
    }

    private void ThrowIfFailed_NeedsLock()
    {
        if (_failure is not null) throw new IOException($"The log failed: {_failure.Message}", _failure);
    }
}
