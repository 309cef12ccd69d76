using System.Buffers;
using System.Runtime.CompilerServices;

namespace EdgeAppliance.Drivers.Protocols;

/// <summary>The bytes of one connection that have arrived and were not looked at. The buffer grows with what arrives, never with what is
/// announced. Used by the connection's receive loop alone.</summary>
/// <param name="waitsWithoutBuffer">The stream can wait for bytes without a place for them: then there is a buffer only while there are
/// any, and a peer that says nothing costs none.</param>
internal sealed class StreamReceiver(Stream stream, bool waitsWithoutBuffer = false) : IDisposable
{
    private const int BytesFirst = 4096;
    private const int BytesKept = 16 * 1024;

    /// <summary>Reads that were served at once before others get the thread.</summary>
    private const int ReadsAtOnceMax = 16;

    private byte[] _buffer = [];
    private int _first;
    private int _last;
    private int _atOnce;

    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_first, _last - _first);

    public void Consume(int bytes)
    {
        _first += bytes;
        if (_first != _last) return;
        _first = _last = 0;
        if (_buffer.Length > BytesKept) Resize(BytesFirst);
    }

    /// <summary>Waits for more bytes.</summary>
    /// <returns>False where the connection has ended.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_last == 0 && waitsWithoutBuffer)
        {
            var waiting = stream.ReadAsync(Memory<byte>.Empty, cancellationToken);
            if (!waiting.IsCompleted) GiveBack();
            await waiting.ConfigureAwait(false);
        }
        MakeRoom();
        var reading = stream.ReadAsync(_buffer.AsMemory(_last), cancellationToken);
        _atOnce = reading.IsCompleted ? _atOnce + 1 : 0;
        int read = await reading.ConfigureAwait(false);
        _last += read;
        if (_atOnce == ReadsAtOnceMax)
        {
            _atOnce = 0;
            await Task.Yield();
        }
        return read > 0;
    }

    public void Dispose()
    {
        _first = _last = 0;
        GiveBack();
    }

    private void GiveBack()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void MakeRoom()
    {
        if (_last < _buffer.Length) return;
        if (_first == 0) Resize(Math.Max(BytesFirst, _buffer.Length * 2));
        else
        {
            Unread.CopyTo(_buffer);
            (_first, _last) = (0, _last - _first);
        }
    }

    private void Resize(int bytes)
    {
        byte[] resized = ArrayPool<byte>.Shared.Rent(bytes);
        Unread.CopyTo(resized);
        (_first, _last) = (0, _last - _first);
        GiveBack();
        _buffer = resized;
    }
}
