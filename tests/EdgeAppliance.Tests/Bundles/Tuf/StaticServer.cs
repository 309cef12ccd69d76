using System.Net;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Bundles.Tuf;

/// <summary>A web server that hands out a folder, with ranges.</summary>
internal sealed class StaticServer : IDisposable
{
    private readonly SlowLine _line = new();
    private readonly string _folder;
    private readonly LoopbackServer _server;

    public StaticServer(string folder)
    {
        _folder = folder;
        _server = new LoopbackServer(Answer);
    }

    public Uri Address => _server.Address;

    public List<string> Asked { get; } = [];

    /// <inheritdoc cref="SlowLine.CutAfter"/>
    public int? CutAfter { get => _line.CutAfter; set => _line.CutAfter = value; }

    /// <inheritdoc cref="SlowLine.BytesPerSecond"/>
    public int? BytesPerSecond { get => _line.BytesPerSecond; set => _line.BytesPerSecond = value; }

    /// <summary>Bytes of files below <c>targets/</c> that were sent, at most a piece too many a connection.</summary>
    public long TargetBytes => _line.Bytes;

    public void Dispose() => _server.Dispose();

    private async Task Answer(HttpListenerContext context)
    {
        lock (Asked) Asked.Add(context.Request.RawUrl!);
        string asked = context.Request.Url!.AbsolutePath;
        string path = Path.Combine(_folder, Uri.UnescapeDataString(asked.TrimStart('/')));
        if (File.Exists(path)) await _line.Send(context, await File.ReadAllBytesAsync(path), isCounted: asked.StartsWith("/targets/", StringComparison.Ordinal));
        else
        {
            context.Response.StatusCode = 404;
            context.Response.Close();
        }
    }
}
