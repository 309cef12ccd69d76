using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Tests.Bundles.Tuf;

/// <summary>A web server that hands out a folder, with ranges.</summary>
internal sealed class StaticServer : IDisposable
{
    private readonly HttpListener _listener = new();
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
            while (true) await Answer(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
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
        await context.Response.OutputStream.WriteAsync(rest);
        context.Response.Close();
    }
}
