using System.Text;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>The pipelines that are private as the configuration is now; set by whoever applies it, asked by every uplink.</summary>
internal sealed class PrivatePipelines
{
    private volatile byte[][] _names = [];

    public void Set(IEnumerable<string> names) => _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <param name="pipeline">UTF-8.</param>
    public bool Contains(ReadOnlySpan<byte> pipeline)
    {
        foreach (byte[] name in _names)
            if (pipeline.SequenceEqual(name)) return true;
        return false;
    }
}
