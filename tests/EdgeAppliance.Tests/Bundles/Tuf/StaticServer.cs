using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Tests.Bundles.Tuf;

/// <summary>A web server that hands out a folder, with ranges.</summary>
internal sealed class StaticServer : IDisposable
{
    private const int PieceBytes = 16 << 10;
    private readonly HttpListener _listener = new();
    private long _targetBytes;
    private readonly string _folder;

    public StaticServer(string folder)
    {
        _folder = folder;
        Address = Listen();
        _ = Serve();
    }

    /// <summary>Ends with '/'.</summary>
    public Uri Address { get; }

    public List<string> Asked { get; } = [];

    /// <summary>What is answered is cut off after so many bytes.</summary>
    public int? CutAfter { get; set; }

    /// <summary>So many bytes of a file are sent a second; null for as fast as it goes.</summary>
    public int? BytesPerSecond { get; set; }

    /// <summary>Bytes of files below <c>targets/</c> that were sent, at most a piece too many a connection.</summary>
    public long TargetBytes => Interlocked.Read(ref _targetBytes);

    public void Dispose() => _listener.Close();

    /// <summary>HttpListener cannot choose a port itself: one that was free a moment ago is tried.</summary>
    private Uri Listen()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            string address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            probe.Stop();
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(address);
            try
            {
                _listener.Start();
                return new Uri(address);
            }
            catch (HttpListenerException)
            {
                // Somebody else was faster.
            }
        }
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => TryAnswer(context));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task TryAnswer(HttpListenerContext context)
    {
        try
        {
            await Answer(context);
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Whoever asked is gone, as one that was killed.
            context.Response.Abort();
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        lock (Asked) Asked.Add(context.Request.RawUrl!);
        string path = Path.Combine(_folder, Uri.UnescapeDataString(context.Request.Url!.AbsolutePath.TrimStart('/')));
        if (!File.Exists(path))
        {
            context.Response.StatusCode = 404;
            context.Response.Close();
            return;
        }
        byte[] bytes = await File.ReadAllBytesAsync(path);
        var rest = bytes.AsMemory();
        if (context.Request.Headers["Range"] is { } range)
        {
            int[] ends = [.. range["bytes=".Length..].Split('-').Select(end => int.Parse(end, System.Globalization.CultureInfo.InvariantCulture))];
            rest = rest[ends[0]..Math.Min(bytes.Length, ends[1] + 1)];
            context.Response.StatusCode = 206;
        }
        context.Response.ContentLength64 = rest.Length;
        if (CutAfter is { } most && rest.Length > most)
        {
            await context.Response.OutputStream.WriteAsync(rest[..most]);
            context.Response.Abort();
            return;
        }
        bool isTarget = context.Request.Url.AbsolutePath.StartsWith("/targets/", StringComparison.Ordinal);
        for (int at = 0; at < rest.Length; at += PieceBytes)
        {
            var piece = rest[at..Math.Min(rest.Length, at + PieceBytes)];
            await context.Response.OutputStream.WriteAsync(piece);
            if (isTarget) Interlocked.Add(ref _targetBytes, piece.Length);
            if (BytesPerSecond is { } pace) await Task.Delay(TimeSpan.FromSeconds((double)piece.Length / pace), TimeProvider.System);
        }
        context.Response.Close();
    }
}
