using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Tests.Peers;

/// <summary>A web server of a test's own, which begins to answer at once, each request beside the others.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<HttpListenerContext, Task> _answer;

    public LoopbackServer(Func<HttpListenerContext, Task> answer)
    {
        _answer = answer;
        Address = Listen();
        _ = Serve();
    }

    /// <summary>Ends with '/'.</summary>
    public Uri Address { get; }

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
            await _answer(context);
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Whoever asked is gone, as one that was killed.
            context.Response.Abort();
        }
    }
}
