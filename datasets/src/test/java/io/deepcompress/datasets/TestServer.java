package io.deepcompress.datasets;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server of a few lines, so that it can also break off in the middle or say nothing. */
final class TestServer implements Closeable {
  /** What it does when asked for a path. */
  record Answer(int status, byte[] body, int declaredLength, boolean stall) {
    static Answer of(byte[] body) {
      return new Answer(200, body, body.length, false);
    }

    static Answer status(int status) {
      return new Answer(status, new byte[0], 0, false);
    }

    static Answer cutOff(byte[] body, int declaredLength) {
      return new Answer(200, body, declaredLength, false);
    }

    static Answer silence() {
      return new Answer(200, new byte[0], 0, true);
    }
  }

  private final ServerSocket socket;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Socket> stalled = new CopyOnWriteArrayList<>();

  TestServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "test-server");
    thread.setDaemon(true);
    thread.start();
  }

  URI base() {
    String host = socket.getInetAddress().getHostAddress();
    return URI.create("http://" + host + ":" + socket.getLocalPort() + "/");
  }

  void answer(String path, Answer answer) {
    answers.put(path, answer);
  }

  List<String> asked() {
    return asked;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        answer(socket.accept());
      } catch (IOException e) {
        // The client has gone or the server is closed; either ends this answer only.
        continue;
      }
    }
  }

  private void answer(Socket client) throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    String path = reader.readLine().split(" ")[1];
    asked.add(path);
    Answer answer = answers.getOrDefault(path, Answer.status(404));
    if (answer.stall()) {
      stalled.add(client);
      return;
    }
    try (client) {
      OutputStream output = client.getOutputStream();
      String head =
          "HTTP/1.1 "
              + answer.status()
              + " X\r\nContent-Length: "
              + answer.declaredLength()
              + "\r\nConnection: close\r\n\r\n";
      output.write(head.getBytes(StandardCharsets.US_ASCII));
      output.write(answer.body());
      output.flush();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : stalled) {
      client.close();
    }
  }
}
