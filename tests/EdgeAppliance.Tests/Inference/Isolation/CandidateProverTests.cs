using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Inference.Isolation;

namespace EdgeAppliance.Tests.Inference.Isolation;

/// <summary>The real process, which a model may take down.</summary>
public sealed class CandidateProverTests : IDisposable
{
    private const string OnesGolden = """[{"inputs":{"x":[1,1,1,1,1,1,1,1]},"outputs":{"y":[0.9,0.9,0.9,0.9,0.9,0.9,0.9,0.9]},"tolerance":0.01}]""";
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-proof-").FullName;

    [Fact]
    public void Prove_GoodModel_IsProvedWithWhatItTakes()
    {
        var proof = Prove(TestBundle.Keeping("0.9"));
        Assert.Null(proof.Refusal);
        Assert.InRange(proof.ResidentBytes, 1, 256 << 20);
    }

    [Fact]
    public void Prove_GoldenTestFails_SaysWhat() =>
        Assert.StartsWith("The golden test fails: golden[0]: the result score is 0.08", Prove(TestBundle.Keeping("0.9") with { Model = "keeps-0.92" }).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Prove_ModelThatEndsItsProcess_IsRefusedByTheSignal()
    {
        // Only there is that division a signal.
        if (RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64) return;
        var proof = Prove(new TestBundle("ends-its-process"));
        Assert.Equal("It crashes: the process that ran its golden test was ended by signal 8 (SIGFPE).", proof.Refusal);
        Assert.False(proof.IsMissing);
        Assert.Null(Prove(new TestBundle("ends-its-process") { Golden = OnesGolden }).Refusal);
    }

    [Fact]
    public void Prove_ModelThatClaimsAllMemory_IsRefused() => Assert.NotNull(Prove(new TestBundle("claims-64-gib")).Refusal);

    [Fact]
    public void Prove_ProcessCannotBeStarted_SaysNothingOfTheModel()
    {
        var prover = new CandidateProver(() => new ProcessStartInfo(Path.Combine(_folder, "nothing")) { RedirectStandardInput = true, RedirectStandardOutput = true }, 1 << 20, TimeProvider.System);
        Assert.True(prover.Prove(_folder).IsMissing);
    }

    [Theory]
    [InlineData("proved 12\n", 0, null)]
    [InlineData("refused 12 It is bad.\n", 0, "It is bad.")]
    [InlineData("proved 12", 0, "It crashes: the process that ran its golden test was ended by exit code 0.")]
    [InlineData("proved 12\n", 139, "It crashes: the process that ran its golden test was ended by signal 11 (SIGSEGV).")]
    [InlineData("", 137, "It crashes: the process that ran its golden test was ended by signal 9 (SIGKILL, as where memory is short).")]
    [InlineData("refused -1 x\n", 0, "It crashes: the process that ran its golden test was ended by exit code 0.")]
    [InlineData("refused 12 \n", 0, "It crashes: the process that ran its golden test was ended by exit code 0.")]
    public void Judge_Answer_IsTakenWholeAlone(string answer, int exitCode, string? refusal) =>
        Assert.Equal(refusal, CandidateProver.Judge(answer, exitCode, isLate: false).Refusal);

    [Fact]
    public void Judge_NoAnswerInTime_SaysSo() => Assert.Equal("Its golden test did not end within 120 s.", CandidateProver.Judge("", 137, isLate: true).Refusal);

    [Fact]
    public void Run_AskedNothing_AnswersNothing()
    {
        var answer = new StringWriter();
        Assert.False(ProofWorker.Run(new StringReader(""), answer, TimeProvider.System));
        Assert.False(ProofWorker.Run(new StringReader("/tmp\nmuch\n"), answer, TimeProvider.System));
        Assert.Equal("", answer.ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private CandidateProof Prove(TestBundle bundle) =>
        new CandidateProver(ModelProving.StartInfo, 256 << 20, TimeProvider.System).Prove(bundle.WriteTo(Path.Combine(_folder, Guid.NewGuid().ToString("N"))));
}
