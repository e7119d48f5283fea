package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.minilsm.api.Options;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;

/** The generated metadata says what the code says; where it does not, the profile {@code generate} was not run. */
class MetadataTest {
    @Test
    void everyOptionIsListedWithItsTypeDefaultAndDescription() throws Exception {
        JsonNode listed = Metadata.read().get("properties");
        List<String> expected = new ArrayList<>(List.of("directory", "lazyStartProducer"));
        expected.addAll(namesOfCamel());
        List<Field> fields = new ArrayList<>(List.of(MiniLsmConfiguration.class.getDeclaredFields()));
        fields.addAll(List.of(MiniLsmConsumerConfiguration.class.getDeclaredFields()));
        for (Field field : fields) {
            if (!field.isAnnotationPresent(UriParam.class)) {
                continue;
            }
            JsonNode option = listed.get(field.getName());
            assertNotNull(option, "missing in the metadata: " + field.getName());
            assertEquals(field.getType().getName(), option.get("javaType").asText(), field.getName());
            assertFalse(option.get("description").asText().isBlank(), field.getName());
            assertEquals(defaultOf(field), text(option.get("defaultValue")), field.getName());
            if (field.getType().isEnum()) {
                List<String> names = new ArrayList<>();
                option.get("enum").forEach(name -> names.add(name.asText()));
                assertEquals(
                        Arrays.stream(field.getType().getEnumConstants())
                                .map(Object::toString)
                                .toList(),
                        names);
            }
            expected.add(field.getName());
        }
        assertEquals(new TreeSet<>(expected), namesOf(listed));
    }

    /** The options that each polling consumer of Camel has. */
    private static Set<String> namesOfCamel() {
        Set<String> names = new TreeSet<>(Set.of("bridgeErrorHandler", "exceptionHandler", "exchangePattern"));
        for (Field field : ScheduledPollEndpoint.class.getDeclaredFields()) {
            if (field.isAnnotationPresent(UriParam.class)) {
                names.add(field.getName());
            }
        }
        return names;
    }

    /** The value the code really starts from: the field's, or, where nobody set it, the engine's. */
    private static String defaultOf(Field field) throws Exception {
        Object value = getter(field)
                .invoke(field.getDeclaringClass().getDeclaredConstructor().newInstance());
        if (field.getName().equals("historyBytes")) {
            value = new MiniLsmConsumerConfiguration().historyBytesOrDefault();
        }
        if (value == null
                && Set.of("enableWal", "createIfMissing", "compression", "compactionStyle")
                        .contains(field.getName())) {
            value = Options.class.getMethod(field.getName()).invoke(Options.defaults());
        }
        return value == null ? null : value.toString();
    }

    private static Method getter(Field field) throws NoSuchMethodException {
        String name = Character.toUpperCase(field.getName().charAt(0))
                + field.getName().substring(1);
        return field.getDeclaringClass().getMethod((field.getType() == boolean.class ? "is" : "get") + name);
    }

    @Test
    void everyHeaderIsListed() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (Field field : MiniLsmConstants.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && !field.getName().equals("SCHEME")) {
                expected.add((String) field.get(null));
            }
        }
        assertEquals(expected, namesOf(Metadata.read().get("headers")));
        expected.forEach(name -> assertTrue(name.startsWith("CamelMiniLsm"), name));
    }

    @Test
    void componentHasEveryOptionOfItsEndpoints() throws Exception {
        Set<String> component = namesOf(Metadata.read().get("componentProperties"));
        Set<String> endpoint = namesOf(Metadata.read().get("properties"));
        endpoint.removeAll(component);
        endpoint.removeAll(namesOfCamel());
        for (Field field : MiniLsmConsumerConfiguration.class.getDeclaredFields()) {
            endpoint.remove(field.getName());
        }
        assertEquals(Set.of("directory"), endpoint);
        assertTrue(component.contains("ackThreads"));
        assertTrue(component.contains("healthCheckProducerEnabled"));
    }

    @Test
    void configurersAndUriFactoryAreFoundByCamel() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            var resolver = PluginHelper.getConfigurerResolver(context);
            PropertyConfigurerGetter endpoint = (PropertyConfigurerGetter)
                    resolver.resolvePropertyConfigurer("minilsm-endpoint-configurer", context);
            assertEquals(int.class, endpoint.getOptionType("maxInFlightWrites", false));
            assertNotNull(resolver.resolvePropertyConfigurer("minilsm-component-configurer", context));
            EndpointUriFactory factory = context.getCamelContextExtension().getEndpointUriFactory("minilsm");
            assertEquals(
                    "minilsm:a/b?operation=GET",
                    factory.buildUri("minilsm", new HashMap<>(Map.of("directory", "a/b", "operation", "GET"))));
        }
    }

    @Test
    void componentIsNamedAndIndexed() throws Exception {
        Properties properties = new Properties();
        try (InputStream in = resource("/META-INF/services/org/apache/camel/component.properties")) {
            properties.load(in);
        }
        assertEquals("minilsm", properties.getProperty("components"));
        assertEquals("camel-minilsm", properties.getProperty("artifactId"));
        assertFalse(properties.getProperty("version").contains("$"));
        try (InputStream in = resource("/META-INF/jandex.idx")) {
            assertNotNull(in);
        }
    }

    @Test
    void metadataSaysThatTheComponentIsAsynchronousAndLocal() throws Exception {
        JsonNode component = Metadata.read().get("component");
        assertTrue(component.get("async").asBoolean());
        assertFalse(component.get("producerOnly").asBoolean());
        assertFalse(component.get("consumerOnly").asBoolean());
        assertFalse(component.get("remote").asBoolean());
        assertEquals("database", component.get("label").asText());
    }

    private static InputStream resource(String name) {
        return MiniLsmComponent.class.getResourceAsStream(name);
    }

    private static String text(JsonNode value) {
        return value == null ? null : value.asText();
    }

    private static Set<String> namesOf(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
