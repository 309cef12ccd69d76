namespace EdgeAppliance.Storage.Documents;

/// <summary>LiteDB's data file. It holds the rule that makes the log one: no page is written here before the log that it came
/// from is on stable storage.</summary>
/// <remarks>LiteDB sets the position and reads or writes under one lock on this object.</remarks>
internal sealed class PageDataStream(IDiskFile file) : Stream
{
    private long _length = file.Length;
    private volatile bool _dirty;

    /// <summary>The log whose pages come here; set once, by the log.</summary>
    public FramedLogStream? Log { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => Interlocked.Read(ref _length);

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = file.Read(Position, buffer.AsSpan(offset, count));
        Position += read;
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Log?.Sync();
        WritePage(Position, buffer.AsSpan(offset, count));
        Position += count;
    }

    /// <summary>Writes a page that is on stable storage elsewhere already.</summary>
    public void WritePage(long at, ReadOnlySpan<byte> page)
    {
        _dirty = true;
        file.Write(at, page);
        if (at + page.Length > Length) Interlocked.Exchange(ref _length, at + page.Length);
    }

    /// <summary>Returns once every page is on stable storage.</summary>
    public override void Flush()
    {
        if (!_dirty) return;
        file.Sync();
        _dirty = false;
    }

    public override void SetLength(long value)
    {
        _dirty = true;
        file.SetLength(value);
        Interlocked.Exchange(ref _length, value);
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
