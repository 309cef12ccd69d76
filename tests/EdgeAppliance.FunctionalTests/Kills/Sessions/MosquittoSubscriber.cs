using EdgeAppliance.Demo.Processes;
using EdgeAppliance.FunctionalTests.Cloud;

namespace EdgeAppliance.FunctionalTests.Kills.Sessions;

/// <summary>Debian's <c>mosquitto_sub</c> with a session that lasts, at QoS 2. It comes again by itself, over a line whose far end is wherever the broker is. It speaks
/// MQTT 3.1.1: by version 5 it ends where the broker says that it stops, and what it had half taken ends with it.</summary>
internal sealed class MosquittoSubscriber : IDisposable
{
    private readonly string _file;
    private readonly ChildProcess _process;

    /// <param name="file">Where its lines go: topic, a blank and the payload.</param>
    public MosquittoSubscriber(string name, string filter, Cable line, string file)
    {
        _file = file;
        _process = new ChildProcess("sh", "-c", $"exec stdbuf -oL mosquitto_sub -V 311 -p {line.Port} -c -i {name} -q 2 -t '{filter}' -F '%t %p' >'{file}'");
    }

    /// <summary>The payloads of a topic as they came.</summary>
    public IReadOnlyList<string> Told(string topic)
    {
        if (!File.Exists(_file)) return [];
        using var lines = new StreamReader(new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var told = new List<string>();
        while (lines.ReadLine() is { } line)
            if (line.StartsWith(topic + " ", StringComparison.Ordinal)) told.Add(line[(topic.Length + 1)..]);
        return told;
    }

    public void Dispose() => _process.Dispose();
}
