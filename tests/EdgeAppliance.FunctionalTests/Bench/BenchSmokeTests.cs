using EdgeAppliance.Demo.Processes;
using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Bench;

/// <summary>Every bench can still be run; what it measures in a second is of no account.</summary>
public sealed class BenchSmokeTests
{
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(60);

    [DaemonTheory(Needs.Mosquitto)]
    [InlineData("ingest", "4×20: broker, durable to mosquitto")]
    [InlineData("posts", "64 connections: posts answered")]
    [InlineData("outbox", "with a backlog, take to bare log")]
    [InlineData("throughput", "flat out: readings processed")]
    [InlineData("overhead", "pump-anomaly: pipeline to bare loop")]
    [InlineData("pictures", "whole, in a process of its own")]
    [InlineData("latency", "publish to alarm at the cloud, 99 %")]
    [InlineData("updates", "publish to acknowledgement, 99 %, idle")]
    [InlineData("footprint", "resident at most")]
    public void Run_Smoke_TellsItsFigures(string bench, string figure) => TellsItsFigures(bench, figure);

    [DaemonTheory(Needs.Mosquitto | Needs.Nginx)]
    [InlineData("fleet", "lenient: requests a device, whole rollout")]
    public void Run_SmokeWithAServer_TellsItsFigures(string bench, string figure) => TellsItsFigures(bench, figure);

    private static void TellsItsFigures(string bench, string figure)
    {
        using var process = new ChildProcess(Path.Combine(Repository.Root, "tools/bench/bin/Release/net10.0/bench"), bench, "--smoke", $"--daemon={Repository.Daemon}");
        Assert.True(process.WaitForExit(s_most), process.Log);
        Assert.True(process.ExitCode == 0, process.Log);
        Assert.Contains(figure, process.Log);
    }
}
