namespace EdgeAppliance.Bundles.Intake;

/// <summary>The next bytes of a stream, as many as are told.</summary>
internal sealed class BoundedStream(Stream source, long bytes) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; } = bytes;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <exception cref="EndOfStreamException">The source ends before.</exception>
    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, Length - _read);
        if (wanted == 0) return 0;
        int read = source.Read(buffer[..wanted]);
        if (read == 0) throw new EndOfStreamException("It ends before it should.");
        _read += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Passes over what was not read.</summary>
    public void Drain()
    {
        Span<byte> nowhere = stackalloc byte[4096];
        while (Read(nowhere) > 0)
        {
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
