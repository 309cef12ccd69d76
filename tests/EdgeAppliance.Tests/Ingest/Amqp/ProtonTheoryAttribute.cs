namespace EdgeAppliance.Tests.Ingest.Amqp;

/// <inheritdoc cref="ProtonFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProtonTheoryAttribute : TheoryAttribute
{
    public ProtonTheoryAttribute() => Skip = new ProtonFactAttribute().Skip;
}
