namespace EdgeAppliance.Drivers.Replay;

/// <summary>Reads a file line by line through one buffer, however long the file or its lines are.</summary>
internal sealed class LineReader(Stream stream, int lineBytesMax) : IDisposable
{
    private readonly byte[] _buffer = new byte[lineBytesMax + 1];
    private int _start;
    private int _end;

    /// <summary>Number of the line that was read last; the first is 1.</summary>
    public long Number { get; private set; }

    /// <param name="line">Without its end; valid until the next call. Empty where it is longer than allowed.</param>
    /// <param name="tooLong">Whether the line is longer than allowed; the rest of it is passed over.</param>
    /// <returns>False behind the last line.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line, out bool tooLong)
    {
        tooLong = false;
        int searched = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = tooLong ? default : Trimmed(_buffer.AsSpan(_start, searched + at));
                _start += searched + at + 1;
                Number++;
                return true;
            }
            searched = _end - _start;
            if (searched == _buffer.Length)
            {
                tooLong = true;
                _start = _end = searched = 0;
            }
            if (Fill()) continue;
            line = tooLong ? default : Trimmed(_buffer.AsSpan(_start, searched));
            _start = _end;
            if (searched == 0 && !tooLong) return false;
            Number++;
            return true;
        }
    }

    public void Rewind()
    {
        stream.Position = 0;
        _start = _end = 0;
        Number = 0;
    }

    public void Dispose() => stream.Dispose();

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }

    private ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> line)
    {
        if (Number == 0 && line.StartsWith("\uFEFF"u8)) line = line[3..];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }
}
