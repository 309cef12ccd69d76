using CsCheck;

namespace EdgeAppliance.Tests.Core.Steps;

public sealed class StepPropertyTests
{
    public static TheoryData<string> Chains { get; } = new()
    {
        """[{"type":"select","channels":["b","a"]},{"type":"convert","channels":{"a":{"from":"[degF]","to":"Cel"}}},{"type":"deadband","channels":{"a":2},"atLeastEvery":"0.01ms"}]""",
        """[{"type":"window","size":5,"hop":2},{"type":"sums"},{"type":"alarm","when":"sum > 10 || size == 0","raiseAfter":2,"clearAfter":3}]""",
        """[{"type":"window","size":"0.02ms","hop":"0.005ms"},{"type":"sums"}]""",
        """[{"type":"aggregate","size":7,"functions":["count","sum","mean","min","max","std"]}]""",
        """[{"type":"aggregate","size":"0.02ms"}]""",
        """[{"type":"aggregate","size":6,"hop":2},{"type":"alarm","when":"a.mean > 0","raiseAfter":2}]""",
        """[{"type":"aggregate","size":"0.03ms","hop":"0.01ms"}]""",
        """[{"type":"normalize","commission":6,"score":"distance"},{"type":"alarm","when":"distance > threshold"},{"type":"window","size":3},{"type":"sums"}]""",
        """[{"type":"resample","every":"0.003ms","maxGap":"0.02ms"}]""",
        """[{"type":"resample","rate":150000,"method":"previous","maxGap":"0.02ms","sampleRate":300000}]""",
        """[{"type":"resample","every":"0.009ms","method":"mean","maxGap":"0.05ms"}]""",
        """[{"type":"align","every":"0.004ms","lateness":"0.01ms","maxAge":"0.02ms","late":"late","channels":{"x":"device/a","y":"device/b"}}]""",
        """[{"type":"align","every":"0.004ms","lateness":"0.002ms","method":"linear","maxAge":"0.05ms","channels":{"x":"device/b","y":"other/b"}}]""",
        """[{"type":"compute","channels":{"c":"a > b ? a : 2 * b","a":"default(a, 0)"}},{"type":"report","channels":{"a":20,"b":60,"c":9},"atLeastEvery":"0.04ms","quality":"?"}]""",
        """[{"type":"dedupe","channels":["a"],"within":"0.02ms","maxKeys":3},{"type":"dedupe","within":"0.05ms"}]""",
        """[{"type":"convert","channels":{"a":{"scale":0}}},{"type":"dedupe","channels":["a"],"within":"0.02ms"}]""",
        """[{"type":"clip","when":"a > 50","clearAfter":2,"before":"0.02ms","after":"0.03ms","longest":"0.05ms","maxReadings":4,"alarm":"hot","number":"clip"}]""",
        """[{"type":"split","routes":[{"when":"a > 0","device":"p"},{"when":"b > 0"},{"channels":["b"]}]},{"type":"aggregate","size":3},{"type":"split","match":"first","rest":"drop","routes":[{"when":"a.mean > 0"},{"when":"b.mean > 0"}]},{"type":"window","size":2,"hop":1},{"type":"sums"}]""",
        """[{"type":"join","by":"a","table":{"*":{"x":4}}},{"type":"join","table":{"device":{"y":2}}},{"type":"aggregate","size":3}]""",
        """[{"type":"swingdoor","channels":{"a":20,"b":60},"maxGap":"0.04ms","late":"late"}]""",
        """[{"type":"aggregate","gap":"0.008ms","percentiles":[10,50],"functions":["count","sum"]}]""",
        """[{"type":"aggregate","gap":"0.02ms","size":"0.03ms"}]""",
        """[{"type":"aggregate","gap":"0.02ms","size":5}]""",
        """[{"type":"aggregate","size":40,"percentiles":[5,50,99],"exactUpTo":16,"functions":["max"]}]""",
        """[{"type":"filter","kind":"median","size":4},{"type":"filter","kind":"hampel","channels":["a"]}]""",
        """[{"type":"filter","kind":"bandpass","order":3,"sampleRate":10,"low":1,"high":3},{"type":"filter","kind":"lowpass","order":3,"sampleRate":10,"cutoff":1,"channels":["b"]}]""",
        """[{"type":"filter","kind":"kalman","channels":["a"]},{"type":"filter","kind":"kalman","model":"velocity","channels":["b"]}]""",
        """[{"type":"window","size":9,"hop":2},{"type":"features","bands":{"all":{"low":0,"high":9}},"sampleRate":10,"features":["rms","zeroCrossings","kurtosis"]}]""",
        """[{"type":"window","size":8,"hop":3},{"type":"logmel","frame":4,"hop":2,"sampleRate":10,"mels":3},{"type":"sums"}]""",
        """[{"type":"drop","channels":["b"],"when":"a < 0 || b > 50"},{"type":"generalise","channels":{"a":{"step":0.5}},"time":"0.01ms","keep":["b"]},{"type":"aggregate","size":3}]""",
        """[{"type":"pseudonymise","channels":["a"],"key":"${file:k}","others":"keep"},{"type":"window","size":3},{"type":"sums"}]""",
        """[{"type":"noise","channels":{"a":{"low":-50,"high":50,"epsilon":1}},"budget":{"epsilon":100000,"every":"1d"},"key":"${file:k}","others":"keep"}]""",
        """[{"type":"kthreshold","channels":["a"],"k":2,"every":"0.02ms","lateness":"0.01ms"},{"type":"alarm","when":"a.count > 1"}]""",
        """[{"type":"normalize","channels":{"b":{"mean":1,"std":3}}},{"type":"aggregate","size":3}]""",
    };

    private static readonly Gen<double> Value = Gen.OneOf(Gen.Double[-100, 100], Gen.Const(double.NaN));

    private static readonly Gen<(long TimeUs, double A, double B)[]> Rows =
        Gen.Select(Gen.Int[-12, 12], Value, Value).Array[0, 60].Select(steps =>
        {
            long time = 1_000_000;
            return steps.Select(step => (time += step.Item1, step.Item2, step.Item3)).ToArray();
        });

    [Theory]
    [MemberData(nameof(Chains))]
    public void Process_AnyCutAndAnyRestart_MakesTheSameOutput(string chain) =>
        Gen.Select(Rows, Gen.Int[1, 9].Array[1, 60], Gen.Bool.Array[1, 20]).Sample((rows, cuts, restarts) =>
        {
            var whole = new StepHarness(chain);
            whole.Push(rows);
            var cut = new StepHarness(chain);
            int turn = 0;
            for (int at = 0; at < rows.Length; turn++)
            {
                int take = Math.Min(cuts[turn % cuts.Length], rows.Length - at);
                cut.Push(rows[at..(at + take)]);
                at += take;
                if (restarts[turn % restarts.Length]) cut.Restart();
            }
            Assert.Equal(Sorted(whole.Output), Sorted(cut.Output));
        }, iter: 200);

    /// <summary>Alarms of a batch come before its readings; each of the two keeps its own order.</summary>
    private static string Sorted(string output)
    {
        var lines = output.Split('\n');
        return string.Join('\n', lines.Where(line => !line.Contains('='))) + string.Join('\n', lines.Where(line => line.Contains('=')));
    }
}
