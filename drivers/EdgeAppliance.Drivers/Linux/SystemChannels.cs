namespace EdgeAppliance.Drivers.Linux;

/// <summary>The channels that every machine has. The model host-anomaly was trained on them: its <c>train/channels.py</c> defines
/// what they mean, and a test compares the two.</summary>
internal static class SystemChannels
{
    public static IReadOnlyList<string> Base { get; } =
    [
        "cpu_busy", "cpu_iowait", "mem_used_ratio", "mem_available_bytes", "psi_cpu_some10", "psi_mem_some10", "psi_io_some10",
        "disk_read_bytes_s", "disk_write_bytes_s", "net_rx_bytes_s", "net_tx_bytes_s", "net_rx_packets_s", "ctxt_s", "procs_running", "forks_s",
    ];
}
