using EdgeAppliance.Daemon.Http.Metrics;

namespace EdgeAppliance.Tests.Daemon.Http.Metrics;

public sealed class MetricsWriterTests
{
    private readonly MetricsWriter _metrics = new();

    [Fact]
    public void Sample_HostileLabel_StaysOnItsLine()
    {
        _metrics.Family("edge_test_things_total", MetricKind.Counter, "Two\nlines.");
        _metrics.Sample(1.5, "name", "a\"b\\c\nd", "other", "x");
        Assert.Equal(
            "# HELP edge_test_things_total Two\\nlines.\n# TYPE edge_test_things_total counter\nedge_test_things_total{name=\"a\\\"b\\\\c\\nd\",other=\"x\"} 1.5\n",
            _metrics.ToString());
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(9007199254740991, "9007199254740991")]
    public void Sample_AnyNumber_IsWrittenAsPrometheusReadsIt(double value, string text)
    {
        _metrics.Family("edge_test_level", MetricKind.Gauge, "Level.");
        _metrics.Sample(value);
        Assert.EndsWith($"edge_test_level {text}\n", _metrics.ToString());
    }

    [Theory]
    [InlineData("test_things_total", MetricKind.Counter)]
    [InlineData("edge_test_things", MetricKind.Counter)]
    [InlineData("edge_test_things_total", MetricKind.Gauge)]
    [InlineData("edge_Test_things", MetricKind.Gauge)]
    public void Family_NameAgainstTheRule_IsRefused(string name, object kind) =>
        Assert.Throws<ArgumentException>(() => _metrics.Family(name, (MetricKind)kind, "Help."));

    [Fact]
    public void Family_WrittenTwice_IsRefused()
    {
        _metrics.Family("edge_test_level", MetricKind.Gauge, "Level.");
        Assert.Throws<ArgumentException>(() => _metrics.Family("edge_test_level", MetricKind.Gauge, "Level."));
    }

    [Fact]
    public void Write_FilledPages_KeepsFamiliesApart()
    {
        var appliance = new FakeAppliance();
        PageMetrics.Write(appliance, _metrics);
        appliance.WriteMetrics(_metrics);
        string text = _metrics.ToString();
        Assert.Contains("\nedge_pipeline_lag_readings{pipeline=\"pump-health\"} 10\n", text);
        Assert.Contains("\nedge_model_latency_milliseconds{model=\"pump-anomaly\",quantile=\"0.99\"} 0.05\n", text);
        Assert.Contains("\nedge_health_condition{code=\"pipeline.step-failed\",subject=\"pipelines.pump-health\",severity=\"error\"} 1\n", text);
        Assert.EndsWith("edge_fake_things_total 7\n", text);
    }
}
