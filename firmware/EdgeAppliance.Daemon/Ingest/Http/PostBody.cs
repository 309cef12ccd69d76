using System.Buffers;
using System.IO.Compression;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>A request's body in memory, inflated; never more than the source takes.</summary>
internal sealed class PostBody : IDisposable
{
    private const int BytesFirst = 4096;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(BytesFirst);
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <returns>False where there is more.</returns>
    /// <exception cref="InvalidDataException">It is not gzip.</exception>
    public async ValueTask<bool> Read(HttpRequest request, bool isGzip, int bytesMax, CancellationToken stop)
    {
        if (!isGzip) return await Read(request.Body, bytesMax, stop).ConfigureAwait(false);
        await using var inflated = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
        return await Read(inflated, bytesMax, stop).ConfigureAwait(false);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private async ValueTask<bool> Read(Stream stream, int bytesMax, CancellationToken stop)
    {
        while (true)
        {
            if (_length == _bytes.Length) Grow();
            int read = await stream.ReadAsync(_bytes.AsMemory(_length), stop).ConfigureAwait(false);
            if (read == 0) return true;
            _length += read;
            if (_length > bytesMax) return false;
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
