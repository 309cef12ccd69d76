using System.Diagnostics;
using System.Threading.Channels;

namespace EdgeAppliance.Tests.Peers;

/// <summary>One of the Node.js peers of <c>tests/peers/sparkplug</c> at work, which speaks by lines.</summary>
internal sealed class SparkplugPeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public SparkplugPeer(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(NpmPeerFactAttribute.Node, [Path.Combine(Folder, script), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is { } line) _lines.Writer.TryWrite(line);
            else _lines.Writer.TryComplete();
        };
        _process.BeginOutputReadLine();
    }

    public static string Folder { get; } = NpmPeerFactAttribute.FolderOf("sparkplug");

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Reads on to the first line that is asked for.</summary>
    public async Task<string> Hears(Func<string, bool> wanted)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            string line = await _lines.Reader.ReadAsync(late.Token);
            if (wanted(line)) return line;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
