using EdgeAppliance.Drivers.Linux.Proc;

namespace EdgeAppliance.Drivers.Linux.Network;

/// <summary>/proc/net/dev: all interfaces together, loopback too.</summary>
internal sealed class InterfaceProbe(string root) : Probe
{
    private const int HeaderLines = 2;

    private readonly PolledFile _interfaces = new(Path.Combine(root, "proc/net/dev"));
    private Counter _rxBytes, _txBytes, _rxPackets, _txPackets, _errors, _drops;

    public override IReadOnlyList<string> Channels { get; } =
        ["net_rx_bytes_s", "net_tx_bytes_s", "net_rx_packets_s", "net_tx_packets_s", "net_errors_s", "net_drops_s"];

    public override void Sample(double seconds, Span<double> values)
    {
        double rxBytes = 0, rxPackets = 0, txBytes = 0, txPackets = 0, errors = 0, drops = 0;
        int line = 0;
        var text = new TextWalker(_interfaces.Read());
        while (text.NextLine())
        {
            if (line++ < HeaderLines || text.NextField().IsEmpty) continue;
            // bytes packets errs drop fifo frame compressed multicast, received, then bytes packets errs drop sent (proc_pid_net(5)).
            rxBytes += text.NextNumber();
            rxPackets += text.NextNumber();
            errors += text.NextNumber();
            drops += text.NextNumber();
            text.Skip(4);
            txBytes += text.NextNumber();
            txPackets += text.NextNumber();
            errors += text.NextNumber();
            drops += text.NextNumber();
        }
        if (line < HeaderLines) rxBytes = rxPackets = txBytes = txPackets = errors = drops = double.NaN;
        values[0] = _rxBytes.Rate(rxBytes, seconds);
        values[1] = _txBytes.Rate(txBytes, seconds);
        values[2] = _rxPackets.Rate(rxPackets, seconds);
        values[3] = _txPackets.Rate(txPackets, seconds);
        values[4] = _errors.Rate(errors, seconds);
        values[5] = _drops.Rate(drops, seconds);
    }

    public override void Dispose() => _interfaces.Dispose();
}
