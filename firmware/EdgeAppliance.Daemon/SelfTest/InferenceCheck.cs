using System.Globalization;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>1,000 runs of the model that is in the binary, of which none allocates anything.</summary>
internal static class InferenceCheck
{
    private const int WarmUp = 100;
    private const int Runs = 1000;

    public static Task<string> Run(CheckSurroundings around)
    {
        ShippedBundle.Extract(around.Folder);
        using var models = ModelCheck.Open(around.Folder, around.Time);
        var runners = models.Slot(ShippedBundle.Name).Current().Runners;
        var runner = runners.Rent()!;
        Run(runner.Session, WarmUp);
        long before = GC.GetAllocatedBytesForCurrentThread(), since = around.Time.GetTimestamp();
        Run(runner.Session, Runs);
        var took = around.Time.GetElapsedTime(since) / Runs;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        runners.Return(runner);
        CheckFailedException.Unless(allocated == 0, $"{Runs} runs allocated {allocated} bytes");
        return Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"{Runs} runs of {took.TotalMicroseconds:F0} us, 0 bytes allocated"));
    }

    private static void Run(ModelSession session, int count)
    {
        var input = session.Input<float>(0);
        for (int i = 0; i < count; i++)
        {
            input.Fill(i);
            session.Run();
        }
    }
}
