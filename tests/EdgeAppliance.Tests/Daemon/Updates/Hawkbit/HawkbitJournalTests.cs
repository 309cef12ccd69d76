using System.Text;
using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Daemon.Updates.Hawkbit;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

public sealed class HawkbitJournalTests : IDisposable
{
    private const string Server = "https://hawkbit.example/DEFAULT/controller/v1/box";

    private const string Golden = """
        {
          "format": 1,
          "server": "https://hawkbit.example/DEFAULT/controller/v1/box",
          "action": {
            "id": "7",
            "startedAt": "2026-11-27T03:30:00+00:00",
            "parts": [
              {
                "name": "tiny",
                "version": "2",
                "state": "installing",
                "installs": [
                  {
                    "name": "tiny",
                    "version": "2",
                    "after": 3
                  }
                ]
              }
            ]
          },
          "unsent": [
            {
              "channel": "deployment",
              "action": "6",
              "execution": "closed",
              "finished": "failure",
              "details": [
                "tiny 1 was refused: It crashes."
              ],
              "at": "2026-11-27T03:30:00+00:00",
              "done": 0,
              "of": 1
            }
          ],
          "ended": [
            {
              "action": "6",
              "result": "failure",
              "details": [
                "tiny 1 was refused: It crashes."
              ]
            }
          ],
          "attributes": [
            "device"
          ],
          "told": "00ff"
        }
        """;

    private static readonly DateTimeOffset s_now = new(2026, 11, 27, 3, 30, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    private string File1 => Path.Combine(_folder.FullName, "hawkbit.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ToUtf8_IsTheStoredFormat()
    {
        var state = HawkbitState.Of(Server) with
        {
            Action = new HawkbitAction("7", s_now, [new HawkbitPart("tiny", "2", HawkbitPartState.Installing) { Installs = [new HawkbitInstall("tiny", "2", 3)] }]),
            Unsent = [new HawkbitMessage(DdiChannel.Deployment, "6", DdiExecution.Closed, DdiFinished.Failure, ["tiny 1 was refused: It crashes."], s_now) { Of = 1 }],
            Ended = [new HawkbitEnd("6", HawkbitResult.Failure, ["tiny 1 was refused: It crashes."])],
            Attributes = ["device"],
            Told = "00ff",
        };
        Assert.Equal(Golden, Encoding.UTF8.GetString(HawkbitJournal.ToUtf8(state)), ignoreLineEndingDifferences: true);
        File.WriteAllText(File1, Golden);
        Assert.Equal(Golden, Encoding.UTF8.GetString(HawkbitJournal.ToUtf8(new HawkbitJournal(File1, Server).State)), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{ "format": 2, "server": "https://hawkbit.example/DEFAULT/controller/v1/box" }""")]
    [InlineData("""{ "format": 1, "server": "https://another.example/DEFAULT/controller/v1/box", "ended": [ { "action": "6", "result": "failure", "details": [] } ] }""")]
    public void Open_DamagedOrOfAnotherServer_KnowsNothing(string content)
    {
        File.WriteAllText(File1, content);
        var state = new HawkbitJournal(File1, Server).State;
        Assert.Equal((Server, null, 0, 0), (state.Server, state.Action, state.Unsent.Count, state.Ended.Count));
    }

    [Fact]
    public void Change_TooManyMessages_KeepsThoseThatEndSomething()
    {
        var journal = new HawkbitJournal(File1, Server);
        Add(journal, "closed", DdiExecution.Closed);
        for (int i = 0; i < 2 * HawkbitState.UnsentMax; i++) Add(journal, $"{i}", DdiExecution.Proceeding);
        var unsent = new HawkbitJournal(File1, Server).State.Unsent;
        Assert.Equal(HawkbitState.UnsentMax, unsent.Count);
        Assert.Equal("closed", unsent[0].Action);
        Assert.Equal($"{2 * HawkbitState.UnsentMax - 1}", unsent[^1].Action);
    }

    [Fact]
    public void ChangePart_OfAnActionThatIsGone_ChangesNothing()
    {
        var journal = new HawkbitJournal(File1, Server);
        journal.Change(state => state with { Action = new HawkbitAction("7", s_now, [new HawkbitPart("tiny", "2", HawkbitPartState.Waiting)]) });
        Assert.True(journal.ChangePart("7", 0, part => part with { State = HawkbitPartState.Fetched }));
        Assert.False(journal.ChangePart("6", 0, part => part with { State = HawkbitPartState.Done }));
        Assert.Equal(HawkbitPartState.Fetched, new HawkbitJournal(File1, Server).State.Action!.Parts[0].State);
    }

    private static void Add(HawkbitJournal journal, string id, DdiExecution execution) =>
        journal.Change(state => state with { Unsent = [.. state.Unsent, new HawkbitMessage(DdiChannel.Deployment, id, execution, DdiFinished.None, [], s_now)] });
}
