using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.Tests.Storage.Outbox;

public sealed class FutexEventTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromDays(1);

    [Fact]
    public void Wait_WasSetBefore_ReturnsAtOnceAndOnce()
    {
        var signal = new FutexEvent();
        signal.Set();
        signal.Set();
        signal.Wait(s_never);
        signal.Wait(TimeSpan.FromMilliseconds(1)); // It would return from this at its limit only.
        signal.Set();
        signal.Wait(s_never);
    }

    [Fact]
    public void Wait_NobodySets_ReturnsAtItsLimit() => new FutexEvent().Wait(TimeSpan.FromMilliseconds(1));

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
        other.Join();
        Assert.Equal(2 * Rounds, turn);
    }
}
