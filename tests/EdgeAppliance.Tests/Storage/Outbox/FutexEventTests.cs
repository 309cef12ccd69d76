using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.Tests.Storage.Outbox;

public sealed class FutexEventTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Wait_WasSetBefore_ReturnsAtOnceAndOnce()
    {
        var signal = new FutexEvent();
        signal.Set();
        signal.Set();
        signal.Wait(s_never);
        TakesItsLimit(signal);
        signal.Set();
        signal.Wait(s_never);
    }

    [Fact]
    public void Wait_NobodySets_TakesItsLimit() => TakesItsLimit(new FutexEvent());

    [Fact]
    public void Wait_NoTimeIsLeft_ReturnsAtOnce() => new FutexEvent().Wait(TimeSpan.FromSeconds(-1));

    [Fact]
    public void Set_TwoThreadsInTurn_NoSignalIsLost()
    {
        const int Rounds = 20_000;
        FutexEvent there = new(), back = new();
        int turn = 0;
        var other = new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                while (Volatile.Read(ref turn) != 2 * round + 1) there.Wait(s_never);
                Volatile.Write(ref turn, 2 * round + 2);
                back.Set();
            }
        });
        other.Start();
        for (int round = 0; round < Rounds; round++)
        {
            Volatile.Write(ref turn, 2 * round + 1);
            there.Set();
            while (Volatile.Read(ref turn) != 2 * round + 2) back.Wait(s_never);
        }
        Assert.True(other.Join(TimeSpan.FromMinutes(1)), "a signal was lost");
        Assert.Equal(2 * Rounds, turn);
    }

    /// <summary>The kernel may wake it for no reason, but not again and again.</summary>
    private static void TakesItsLimit(FutexEvent signal)
    {
        long since = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < 10 && TimeProvider.System.GetElapsedTime(since) < s_short; i++) signal.Wait(s_short);
        Assert.True(TimeProvider.System.GetElapsedTime(since) >= s_short, "it does not wait");
    }
}
