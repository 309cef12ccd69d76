using System.Globalization;
using System.Net;

namespace EdgeAppliance.Tests.Peers;

/// <summary>Sends files whole or by ranges, as slowly as a test wants, and cuts them off.</summary>
internal sealed class SlowLine
{
    private const int PieceBytes = 16 << 10;
    private long _bytes;

    /// <summary>What is answered is cut off after so many bytes.</summary>
    public int? CutAfter { get; set; }

    /// <summary>So many bytes of a file are sent a second; null for as fast as it goes.</summary>
    public int? BytesPerSecond { get; set; }

    /// <summary>That were sent and counted, at most a piece too many a connection.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public async Task Send(HttpListenerContext context, byte[] file, bool isCounted = true)
    {
        var rest = file.AsMemory();
        if (context.Request.Headers["Range"] is { } range)
        {
            int[] ends = [.. range["bytes=".Length..].Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
            rest = rest[ends[0]..Math.Min(file.Length, ends[1] + 1)];
            context.Response.StatusCode = 206;
        }
        context.Response.ContentLength64 = rest.Length;
        int most = Math.Min(rest.Length, CutAfter ?? int.MaxValue);
        for (int at = 0; at < most; at += PieceBytes)
        {
            var piece = rest[at..Math.Min(most, at + PieceBytes)];
            await context.Response.OutputStream.WriteAsync(piece);
            if (isCounted) Interlocked.Add(ref _bytes, piece.Length);
            if (BytesPerSecond is { } pace) await Task.Delay(TimeSpan.FromSeconds((double)piece.Length / pace), TimeProvider.System);
        }
        if (most < rest.Length) context.Response.Abort();
        else context.Response.Close();
    }
}
